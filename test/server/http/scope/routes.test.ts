import type { RouteInfo } from '../../../../src/server/http/kernel/route-access.ts';
import { projections } from '../../../../src/server/projections.ts';
import {
  marker,
  searchText,
  startDepartments,
  visibleScope,
  type Departments,
} from '../../../support/departments.ts';
import type { Answer } from '../../../support/server.ts';

/**
 * Every route that reads, with every question it takes: an account of Plant A hears nothing of a device elsewhere. That
 * the questions reach such devices at all is seen by asking the same as the administrator.
 */
let world: Departments;
let scoped: string;
let products: readonly string[];
beforeAll(async () => {
  world = await startDepartments();
  const { server } = world;
  scoped = (await server.accountWith(['administrator', 'user-manager', 'auditor'], visibleScope)).token;
  const { body } = await server.call('GET', '/api/v1/software');
  products = (body as { items: { id: string }[] }).items.map(({ id }) => id);
});
afterAll(() => world.server.close());

type Question = Readonly<Record<string, string>>;

const columns = [
  ...new Set(projections.flatMap(each => each.collections.flatMap(({ columns: own }) => Object.keys(own)))),
];

function questions(): readonly Question[] {
  const { early, late } = world;
  const search = JSON.stringify({ op: 'search', text: searchText });
  return [
    {},
    { limit: '1000' },
    { format: 'csv' },
    { format: 'json', asOf: late },
    { asOf: early },
    { asOf: late, asKnown: 'now' },
    { filter: search },
    { filter: search, asOf: late },
    { removed: 'true' },
    { q: searchText },
    { q: searchText, from: early, to: late },
    { from: early },
    { from: early, to: late },
  ];
}

/** With a column each, where the route takes one. */
const byColumn = (): readonly Question[] =>
  columns.flatMap(column => [{ column }, { column, asOf: world.early }]);

/** What stands in an address for a parameter. */
function pathsOf({ url }: RouteInfo): readonly string[] {
  if (url.startsWith('/api/v1/devices/:id'))
    return [...world.visible, ...world.hidden].map(id => url.replace(':id', id));
  if (url.startsWith('/api/v1/software/:product'))
    return products.map(id => url.replace(':product', encodeURIComponent(id)));
  return [url.replace(':position', '3').replace(/:\w+/g, 'no-such-thing')];
}

const reading = () =>
  world.server.app.routeTable.filter(
    ({ method, asset, foreign, access, url }) =>
      method === 'GET' && !asset && !foreign && access !== 'public' && url !== '/api/v1/live',
  );

const ask = (path: string, query: Question, token?: string): Promise<Answer> =>
  world.server.call('GET', path, { query, ...(token === undefined ? {} : { token }) });

/** A printed page has no text to look through; who gets one at all is looked at below. */
const isPrinted = ({ url }: RouteInfo) => url.endsWith('.pdf');

/** Asked of every route; what a route does not take it refuses, which tells nothing either. */
async function everyQuestion(visit: (route: RouteInfo, path: string, query: Question) => Promise<void>) {
  for (const route of reading().filter(each => !isPrinted(each)))
    for (const path of pathsOf(route)) {
      for (const query of questions()) await visit(route, path, query);
      // The history of a device answers with all columns where none is named.
      if (path === route.url && (await ask(path, { column: 'name' })).status === 200)
        for (const query of byColumn()) await visit(route, path, query);
    }
}

test('ACC-026 nothing an account reads tells of a device outside its scope', async () => {
  const told: string[] = [];
  await everyQuestion(async ({ url }, path, query) => {
    const answer = await ask(path, query, scoped);
    const others = world.hidden.filter(id => !path.includes(id));
    if (marker.test(answer.text) || others.some(id => answer.text.includes(id)))
      told.push(`${url} ${JSON.stringify(query)}: ${answer.text.slice(0, 200)}`);
  });
  expect(told).toEqual([]);
}, 120_000);

test('the same questions, unrestricted, tell of them: lists, groups, exports, search, history, the log', async () => {
  const telling = new Set<string>();
  await everyQuestion(async ({ url }, path, query) => {
    if (!telling.has(url) && marker.test((await ask(path, query)).text)) telling.add(url);
  });
  const under = (context: string, ...rest: string[]) => rest.map(part => `/api/v1/${context}${part}`);
  expect([...telling]).toEqual(
    expect.arrayContaining([
      ...under('devices', '', '/groups', '/export', '/compare'),
      ...under('devices/:id', '', '/software', '/timeline', '/history', '/compare'),
      ...under('software', '', '/groups', '/export', '/:product', '/:product/versions', '/:product/devices'),
      ...under('timeline', ''),
      ...under('search', ''),
      ...under('events', ''),
      ...under('agents', ''),
    ]),
  );
}, 120_000);

test('a device outside answers each question as one that does not exist', async () => {
  const unlike: string[] = [];
  const without = ({ status, body, text }: Answer) => [status, { ...body, instance: '' }, body ? '' : text];
  for (const { url } of reading().filter(route => route.url.startsWith('/api/v1/devices/:id')))
    for (const query of [...questions(), { column: 'user' }]) {
      const none = await ask(url.replace(':id', 'no-such-device'), query, scoped);
      for (const id of world.hidden) {
        const answer = await ask(url.replace(':id', id), query, scoped);
        if (JSON.stringify(without(answer)) !== JSON.stringify(without(none)))
          unlike.push(`${url} ${JSON.stringify(query)}: ${answer.status} for ${none.status}`);
      }
    }
  expect(unlike).toEqual([]);
});

test('totals and counts are those of the rows that are shown', async () => {
  for (const path of ['/devices', '/software', '/timeline']) {
    const { body } = await ask(`/api/v1${path}`, { limit: '1000' }, scoped);
    expect([path, body.total]).toEqual([path, body.items.length]);
    expect(body.items.length).toBeGreaterThan(0);
  }
});

test('agents outside are neither given a secret nor deprived of theirs', async () => {
  const { server } = world;
  const agents = async (token?: string) =>
    ((await ask('/api/v1/agents', {}, token)).body.items as { id: string }[]).map(({ id }) => id).sort();
  expect(await agents()).toHaveLength(2);
  const [own, ...rest] = await agents(scoped);
  expect([own, rest]).toEqual([expect.stringMatching(/^seen-agent/), []]);
  const hidden = (await agents()).find(id => marker.test(id))!;
  for (const [method, id] of [
    ['POST', hidden],
    ['DELETE', hidden],
    ['POST', 'no-such-agent'],
  ] as const) {
    const answer = await server.call(method, `/api/v1/agents/${id}/credential`, { token: scoped });
    expect([method, id, answer.body.code]).toEqual([method, id, 'AGENT_UNKNOWN']);
  }
  expect((await server.call('POST', `/api/v1/agents/${own}/credential`, { token: scoped })).status).toBe(201);
});
