import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { temporaryFolders } from '../support/folder.ts';
import { startServer } from '../support/programs.ts';
import { servedBy, spokenOf } from '../support/promql.ts';

const folder = temporaryFolders();
const read = (file: string): string => readFileSync(join('deploy', file), 'utf8');

const source = z.strictObject({ type: z.literal('prometheus'), uid: z.literal('${datasource}') });
const Panel = z
  .object({
    id: z.int(),
    title: z.string().min(1),
    type: z.enum(['row', 'stat', 'timeseries']),
    description: z.string().min(1).optional(),
    gridPos: z
      .strictObject({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1), h: z.int().min(1) })
      .refine(({ x, w }) => x + w <= 24),
    datasource: source.optional(),
    targets: z
      .array(
        z.looseObject({
          refId: z.string().regex(/^[A-Z]$/),
          expr: z.string(),
          datasource: source,
          legendFormat: z.string().optional(),
        }),
      )
      .default([]),
    fieldConfig: z
      .looseObject({ defaults: z.looseObject({ unit: z.string() }), overrides: z.array(z.never()) })
      .optional(),
    options: z.looseObject({}).optional(),
  })
  .refine(
    panel => panel.type === 'row' || (panel.targets.length > 0 && panel.description && panel.fieldConfig),
  );
/** The form Grafana imports, as far as this dashboard uses it. */
const Dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.int().min(36),
  editable: z.boolean(),
  refresh: z.string(),
  time: z.strictObject({ from: z.string(), to: z.string() }),
  annotations: z.strictObject({ list: z.array(z.unknown()) }),
  templating: z.strictObject({
    list: z.array(
      z.looseObject({
        name: z.string(),
        type: z.enum(['datasource', 'query']),
        definition: z.string().optional(),
      }),
    ),
  }),
  panels: z.array(Panel),
});

const duration = z.string().regex(/^\d+[smhd]$/);
const Rules = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Muster[A-Za-z]+$/),
          expr: z.string(),
          for: duration,
          labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
          annotations: z.strictObject({ summary: z.string().min(1) }),
        }),
      ),
    }),
  ),
});
const Scrape = z.strictObject({
  global: z.strictObject({ scrape_interval: duration, evaluation_interval: duration }),
  rule_files: z.array(z.string()),
  scrape_configs: z.array(
    z.strictObject({
      job_name: z.string(),
      metrics_path: z.string(),
      scheme: z.enum(['http', 'https']),
      authorization: z.strictObject({ type: z.literal('Bearer'), credentials_file: z.string() }),
      static_configs: z.array(z.strictObject({ targets: z.array(z.string().regex(/^[\w.-]+:\d+$/)) })),
    }),
  ),
});

const dashboard = Dashboard.parse(JSON.parse(read('grafana/muster.json')));
const scrape = Scrape.parse(parse(read('prometheus.yml')));
const rules = scrape.rule_files.flatMap(file =>
  Rules.parse(parse(read(file))).groups.flatMap(group => group.rules),
);
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

/** Labels that Prometheus gives every series it scrapes. */
const given = ['instance', 'job'];

describe('metrics that a running server serves', () => {
  let served: ReadonlyMap<string, ReadonlySet<string>>;
  beforeAll(async () => {
    const token = 'a token of the scraper';
    const { metrics_path: path } = scrape.scrape_configs[0]!;
    const server = await startServer(folder(), { MUSTER_METRICS_TOKEN: token });
    try {
      const ask = () => fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
      // The second time the first is among the requests.
      await (await ask()).text();
      served = servedBy(await (await ask()).text());
    } finally {
      await server.stop();
    }
  });

  const unserved = (expression: string): string[] => {
    const { metrics, grouping } = spokenOf(expression);
    const labels = new Set(metrics.flatMap(({ metric }) => [...(served.get(metric) ?? [])]));
    return [
      ...metrics.filter(({ metric }) => metric !== 'up' && !served.has(metric)).map(({ metric }) => metric),
      ...metrics.flatMap(({ metric, labels: own }) =>
        own
          .filter(label => !given.includes(label) && !served.get(metric)?.has(label))
          .map(label => `${metric}{${label}}`),
      ),
      ...grouping.filter(label => !given.includes(label) && !labels.has(label)),
      ...(metrics.length === 0 ? ['no metric'] : []),
    ];
  };

  test.each(panels.map(panel => [panel.title, panel] as const))(
    'are all that the panel "%s" asks for',
    (_, panel) => {
      for (const { expr, legendFormat = '' } of panel.targets) {
        expect(unserved(expr)).toEqual([]);
        // A legend names labels that are left after grouping.
        const { grouping } = spokenOf(expr);
        for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
          expect(grouping.length > 0 ? grouping : given).toContain(label);
      }
    },
  );

  test.each(rules.map(rule => [rule.alert, rule] as const))(
    'are all that the alert %s asks for',
    (_, rule) => {
      expect(unserved(rule.expr)).toEqual([]);
      const { grouping } = spokenOf(rule.expr);
      for (const [, label] of rule.annotations.summary.matchAll(/\$labels\.(\w+)/g))
        expect(grouping.length > 0 ? grouping : given).toContain(label);
    },
  );

  test('are what the choice of servers is made of', () => {
    for (const { definition } of dashboard.templating.list.filter(({ type }) => type === 'query'))
      expect(served.has(/^label_values\((\w+), instance\)$/.exec(definition!)![1]!)).toBe(true);
  });

  test('are missed where they are mistyped', () => {
    expect(
      unserved('sum by (projektion) (rate(muster_projection_lag{instanz="a"}[5m])) > muster_lag'),
    ).toEqual(['muster_lag', 'muster_projection_lag{instanz}', 'projektion']);
    expect(() => unserved('summ(muster_projection_lag)')).toThrow('unknown function summ');
    expect(unserved('vector(1)')).toEqual(['no metric']);
  });
});

test('the dashboard has ids once, panels beside each other, and every variable it names', () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  const variables = new Set(dashboard.templating.list.map(({ name }) => name));
  for (const [, name] of read('grafana/muster.json').matchAll(/\$\{?(\w+)\}?/g))
    expect(variables).toContain(name);
});

test('there are alerts for lag, failed projections, what stays unsealed, and disks', () => {
  const spoken = rules.flatMap(({ expr }) => spokenOf(expr).metrics.map(({ metric }) => metric));
  for (const metric of [
    'projection_lag',
    'projection_failed',
    'ledger_sealed_position',
    'ledger_failing',
    'disk_free_bytes',
  ])
    expect(spoken).toContain(`muster_${metric}`);
});

test('every panel and every alert is explained', () => {
  const text = readFileSync('docs/operations/monitoring.md', 'utf8');
  for (const { title } of panels) expect(text).toContain(`| ${title} |`);
  for (const { alert } of rules) expect(text).toContain(`| \`${alert}\` |`);
  for (const [, file] of text.matchAll(/`(deploy\/[\w./-]+)`/g))
    expect([file, existsSync(file!)]).toEqual([file, true]);
});
