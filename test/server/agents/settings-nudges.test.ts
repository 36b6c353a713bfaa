import pino from 'pino';
import type { Filter, Page, Query } from '../../../projections/kernel/index.ts';
import { SettingsNudges } from '../../../src/server/agents/settings-nudges.ts';

const log = pino({ level: 'silent' });
const everybody: Filter = { op: 'and', filters: [] };

/** Two pages of a device each; `second`: what comes in place of the other page. */
function pages(second: () => Page): { find(collection: string, query: Query): Promise<Page> } {
  const first = { items: [{ id: 'd1', columns: { agentId: 'one' } }], total: null, next: 'on', position: 1 };
  return { find: (_, { cursor }) => Promise.resolve().then(() => (cursor === undefined ? first : second())) };
}

async function toldOf(devices: 'all' | readonly Filter[], second: () => Page) {
  const told: string[] = [];
  const hub = {
    nudgeInTurn: (agentIds: Iterable<string>) => void told.push(...agentIds),
    nudgeAllInTurn: () => void told.push('all'),
  };
  await new SettingsNudges({ read: pages(second), log }, hub).tell({ devices });
  return told;
}

const other: Page = {
  items: [
    { id: 'd2', columns: { agentId: null } },
    { id: 'd3', columns: { agentId: 'three' } },
  ],
  total: null,
  next: null,
  position: 1,
};

test('AGT-022 the agents of the devices that a change names are told, page after page', async () => {
  expect(await toldOf([everybody], () => other)).toEqual(['one', 'three']);
});

test('AGT-022 where the list cannot be read to its end all agents are told', async () => {
  const broken = () => {
    throw new Error('the store is away');
  };
  expect(await toldOf([everybody], broken)).toEqual(['one', 'all']);
});

test('a change that concerns everybody reads no list', async () => {
  const read = () => {
    throw new Error('nobody asked for a list');
  };
  expect(await toldOf('all', read)).toEqual(['all']);
});
