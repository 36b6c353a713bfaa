import { join, relative } from 'node:path';

const folder = join(__dirname, '../../server/http');

/** What is recorded, listed, searched and replayed, now and in the past. */
export const ofTheData = [
  'agents/assignments',
  'devices/devices',
  'devices/editing',
  'devices/groups',
  'devices/half-done',
  'devices/scope-past',
  'intake/replay',
  'scope/collections',
  'organization/scope',
  'software/scoped',
  'system/events',
];

/** Suites of the data that begin a server for most of their tests, ask of every collection, or are about the log: not on two servers too. */
export const onOneServerOnly = [
  'devices/groups',
  'devices/half-done',
  'intake/replay',
  'system/events',
  'agents/assignments',
  'devices/scope-past',
  'scope/collections',
  'organization/scope',
];

/** A suite that begins a server for each test and is about deciding more than about stores: on those beyond one machine only. */
export const notOnEmbedded = ['organization/scope'];

/** Who may do what, and what one server does that another must know of. */
export const ofSeveralServers = [
  'accounts/accounts',
  'accounts/api-tokens',
  'accounts/rights',
  'accounts/second-factor',
  'accounts/sessions',
  'agents/configurations',
  'agents/who-is-told',
  'devices/acts',
  'licensing/devices',
  'operation-logs/archive',
  'operation-logs/days',
  'operation-logs/operations',
  'system/live',
];

/** Suites of the interface, which say nothing of the stores below, into the suite that has chosen some. */
export function suitesOfTheInterface(names: readonly string[]): void {
  for (const name of names) {
    const file = join(folder, `${name}.test.ts`);
    describe(relative('.', file), () => {
      jest.requireActual(file);
    });
  }
}
