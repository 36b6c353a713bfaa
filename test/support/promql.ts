/** What an expression of Prometheus speaks of: each metric with the labels it picks by. */
export interface Mention {
  readonly metric: string;
  readonly labels: readonly string[];
}
export interface Spoken {
  readonly metrics: readonly Mention[];
  /** Labels after `by`. */
  readonly grouping: readonly string[];
}

const operators = new Set([
  'and',
  'or',
  'unless',
  'by',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'bool',
  'offset',
]);
const functions = new Set([
  'sum',
  'min',
  'max',
  'count',
  'topk',
  'rate',
  'changes',
  'predict_linear',
  'histogram_quantile',
  'vector',
]);

/**
 * Takes an expression apart as far as the tests need it: names are metrics but for functions, operators and labels.
 * Throws where it meets a function it does not know, so that none is taken for a metric.
 */
export function spokenOf(expression: string): Spoken {
  const metrics: Mention[] = [];
  const grouping: string[] = [];
  const bare = expression
    .replace(/\bby\s*\(([^)]*)\)/g, (_, labels: string) => {
      grouping.push(...labels.split(',').map(label => label.trim()));
      return ' ';
    })
    .replace(/\[\d+[smhd]\]/g, ' ');
  for (const match of bare.matchAll(/([a-zA-Z_:][\w:]*)\s*(\(|\{[^}]*\})?|"[^"]*"|\d[\w.^]*/g)) {
    const [, name, after = ''] = match;
    if (name === undefined || operators.has(name)) continue;
    if (after === '(') {
      if (!functions.has(name)) throw new Error(`unknown function ${name}`);
      continue;
    }
    const labels = [...after.matchAll(/([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*"/g)].map(
      ([, label]) => label!,
    );
    metrics.push({ metric: name, labels });
  }
  return { metrics, grouping };
}

/** Every metric of a text that Prometheus scrapes, with the labels its series bear. */
export function servedBy(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const served = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line);
    if (!match) continue;
    const labels = served.get(match[1]!) ?? new Set();
    for (const [, label] of (match[2] ?? '').matchAll(/(\w+)="/g)) labels.add(label!);
    served.set(match[1]!, labels);
  }
  return served;
}
