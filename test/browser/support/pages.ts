import { offerPackages } from './agent-packages.ts';
import { handOutInstallers } from './installers.ts';
import { caseIn, openCase } from './cases.ts';
import { carriedId, dayBefore, observeUsers } from './operations.ts';
import { organize } from './organization.ts';
import { searchForSoftware } from './software-search.ts';
import type { World } from './world.ts';

/** A page of the console in a world of `startWorld`. */
export interface ConsolePage {
  /** Lower case with hyphens: it names pictures too. */
  readonly name: string;
  readonly path: (world: World) => string;
  /** What it needs beside the devices of the world. */
  readonly prepare?: (world: World) => Promise<void>;
  /** Seen by somebody who is not signed in. */
  readonly guest?: boolean;
}

/** A moment `days` before the world's today, as an address holds it: RFC 3339 in whole seconds, escaped. */
export const past = (world: World, days: number) =>
  encodeURIComponent(new Date(world.now - days * 86_400_000).toISOString().replace(/\.\d+/, ''));

/** Every page of the console once, without what opens above it. */
export const consolePages: readonly ConsolePage[] = [
  { name: 'sign-in', path: () => '/sign-in', guest: true },
  { name: 'home', path: () => '/' },
  { name: 'getting-started', path: () => '/start?section=organization' },
  { name: 'devices', path: () => '/devices' },
  { name: 'device', path: world => `/devices/${world.main}` },
  { name: 'device-hardware', path: world => `/devices/${world.main}?tab=hardware` },
  { name: 'device-software', path: world => `/devices/${world.main}?tab=software` },
  { name: 'device-notes', path: world => `/devices/${world.main}?tab=notes` },
  { name: 'device-history', path: world => `/devices/${world.main}?tab=history&from=${past(world, 6)}` },
  { name: 'devices-compare', path: world => `/devices/compare?from=${past(world, 6)}` },
  { name: 'software', path: () => '/software' },
  { name: 'events', path: () => '/events' },
  { name: 'event', path: () => '/events?sel=3' },
  { name: 'health', path: () => '/health' },
  { name: 'jobs', path: () => '/jobs' },
  { name: 'add-devices', path: () => '/devices/add' },
  { name: 'offline', path: () => '/devices/offline' },
  { name: 'account', path: () => '/account' },
  { name: 'account-sessions', path: () => '/account?tab=sessions' },
  { name: 'account-tokens', path: () => '/account?tab=tokens' },
  { name: 'account-password', path: () => '/account?tab=password' },
  { name: 'account-factor', path: () => '/account?tab=factor' },
  { name: 'account-keys', path: () => '/account?tab=keys' },
  { name: 'accounts', path: () => '/settings/accounts' },
  { name: 'other-account', path: () => '/settings/accounts/kimura' },
  { name: 'licence', path: () => '/settings/licence' },
  { name: 'agent-configurations', path: () => '/settings/agents' },
  { name: 'agent-versions', path: () => '/settings/agents?tab=versions', prepare: offerPackages },
  { name: 'agent-assignment', path: () => '/settings/agents?tab=assignment&kind=deviceType' },
  { name: 'agent-installers', path: () => '/settings/agents?tab=installers', prepare: handOutInstallers },
  { name: 'agent-deployment', path: () => '/settings/agents?tab=deployment', prepare: handOutInstallers },
  { name: 'organization', path: () => '/settings/organization', prepare: organize },
  { name: 'revisions', path: () => '/devices/revisions' },
  { name: 'device-fields', path: () => '/settings/device-fields' },
  {
    name: 'software-search',
    path: () => '/settings/software-search',
    prepare: searchForSoftware,
  },
  { name: 'operations', path: () => '/operations', prepare: observeUsers },
  {
    name: 'operation',
    path: world => `/operations?day=${dayBefore(world, 1)}&sel=${carriedId(world)}`,
    prepare: observeUsers,
  },
  { name: 'operation-trace', path: world => `/operations/${carriedId(world)}/trace`, prepare: observeUsers },
  { name: 'operation-cases', path: () => '/operations/cases', prepare: openCase },
  { name: 'operation-case', path: world => `/operations/cases/${caseIn(world)}`, prepare: openCase },
  { name: 'operation-log-settings', path: () => '/settings/operation-logs' },
  {
    name: 'operation-archive',
    path: () => '/settings/operation-logs/archive',
    prepare: observeUsers,
  },
  { name: 'module-to-come', path: () => '/security' },
  { name: 'nothing-there', path: () => '/nowhere' },
];
