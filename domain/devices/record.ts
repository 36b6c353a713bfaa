import { accept, refuse } from '../kernel/index.ts';
import { standing } from './administration.ts';
import type { DeviceDecision } from './administration.ts';
import { withBeside } from './beside.ts';
import { eventsOf } from './changes.ts';
import type { ReportEnvelope } from './changes.ts';
import type { CommandOf } from './commands.ts';
import { compareReport, countDifferences, settled } from './compare.ts';
import { deviceTypeOf } from './device-type.ts';
import type { ReportSource, Summary } from './event-parts.ts';
import type { DeviceEvent, EventOf } from './events.ts';
import { evolveDevice, keysAfter } from './evolve.ts';
import { resolveIdentity } from './identity.ts';
import { usableKeys } from './identity-keys.ts';
import type { Inventory } from './inventory.ts';
import type { InventoryReport } from './report.ts';
import { managementChange, managementOf } from './management-type.ts';
import { carriedRefused, newestKnown, received } from './offline.ts';
import { distinctSoftware } from './software.ts';
import type { DeviceState } from './state.ts';
import { summaryOf } from './summary.ts';
import { withoutRepeats } from './views.ts';

type RecordInventory = CommandOf<'RecordInventory'>;

/** First sight registers the device; afterwards only differences become events. */
export function recordInventory(command: RecordInventory, state: DeviceState): DeviceDecision {
  if (state.status === 'none') return register(command);
  const refused = standing(state);
  if (refused) return refused;
  if (command.entered) return refuse('DEVICE_EXISTS');
  if (state.status === 'ignored') return refuse('DEVICE_IGNORED');
  const becomesManaged = state.status === 'discovered';
  if (becomesManaged && command.licensed === false) return refuse('DEVICE_DISCOVERED');
  const unbelieved = carriedRefused(command, state);
  if (unbelieved) return unbelieved;
  if (command.carried && state.deliveries.includes(command.carried.file)) return accept();

  const { report, at } = command;
  const told = settled(believable(report));
  const { dialect } = report;
  const { agent: _agents, ...inventory } = state.inventory;
  const known = {
    inventory: state.agents[dialect] ? { ...inventory, agent: state.agents[dialect] } : inventory,
    software: state.software,
  };
  const difference = withoutRepeats(compareReport(known, told), state, dialect, at);
  const source = sourceOf(command);
  const envelope = { source, since: at };

  const collected = command.delivery === 'offline' ? report.collectedAt : undefined;
  const newest = newestKnown(command, state);
  if (collected !== undefined && newest !== null && collected < newest) {
    const differences = countDifferences(difference);
    const receipt: DeviceEvent[] = received(command, source, 'late', newest);
    if (state.late.includes(collected) || Object.keys(differences).length === 0) return accept(...receipt);
    return accept(
      {
        type: 'LateInventoryRecorded',
        happenedAt: collected,
        data: { ...envelope, collectedAt: collected, newest, differences },
      },
      ...receipt,
    );
  }

  const managed: DeviceEvent[] = [
    ...(becomesManaged ? [{ type: 'DeviceManaged' as const, data: { since: at } }] : []),
    ...managementChange(command, state, source),
  ];
  const events = [
    ...identityEvents(command, state, envelope),
    ...withBeside(eventsOf(difference, envelope), state.software),
  ];
  if (events.length === 0) return accept(...managed, ...received(command, source, 'unchanged', newest));
  const after = inventoryAfter(events, state);
  const all = [...typeEvents(after, state, envelope), ...summarised(events, after)];
  return accept(...managed, ...withTime(command, all), ...received(command, source, 'changed', newest));
}

/**
 * An agent that could not list its packages tells a partial report with an empty list; a computer without any
 * software is not taken from less than a full one.
 */
function believable({ partial, inventory }: InventoryReport): Inventory {
  if (!partial || inventory.software?.length !== 0) return inventory;
  const { software: _none, ...rest } = inventory;
  return rest;
}

/** The facts after the events; software, the bulk of them, tells nothing of what is derived here. */
export function inventoryAfter(events: readonly DeviceEvent[], state: DeviceState): Inventory {
  return events.filter(({ type }) => !type.startsWith('Software')).reduce(evolveDevice, state).inventory;
}

function register(command: RecordInventory): DeviceDecision {
  const { report, at, licensed = true, entered } = command;
  const { software, ...others } = withDistinctSoftware(settled(report.inventory));
  const inventory = licensed && software ? { ...others, software } : others;
  const source = sourceOf(command);
  return accept(
    ...withTime(command, [
      {
        type: licensed ? 'DeviceRegistered' : 'DeviceDiscovered',
        data: {
          source,
          since: at,
          summary: summaryOf(inventory),
          deviceType: entered?.deviceType ?? deviceTypeOf(inventory),
          ...(entered?.deviceType && { fixedType: true }),
          managementType: managementOf(command),
          ...agentIdOf(report),
          keys: [...usableKeys(report.claims).keys],
          identity: explanationOf(command),
          inventory,
        },
      },
      ...placedAs(command),
    ]),
    ...received(command, source, 'registered', null),
  );
}

function placedAs({ at, entered }: RecordInventory): DeviceEvent[] {
  const { department = null, location = null } = entered ?? {};
  if (department === null && location === null) return [];
  const before = { department: null, location: null };
  return [{ type: 'DevicePlaced', data: { since: at, department, location, before } }];
}

function withDistinctSoftware(inventory: Inventory): Inventory {
  return inventory.software
    ? { ...inventory, software: [...distinctSoftware(inventory.software)] }
    : inventory;
}

function identityEvents(
  command: RecordInventory,
  state: DeviceState,
  envelope: ReportEnvelope,
): DeviceEvent[] {
  const keys = keysAfter(state, usableKeys(command.report.claims).keys);
  if (keys === state.keys) return [];
  const data = {
    ...envelope,
    ...agentIdOf(command.report),
    added: keys.filter(key => !state.keys.includes(key)),
    dropped: state.keys.filter(key => !keys.includes(key)),
    identity: explanationOf(command),
  };
  return [{ type: 'DeviceIdentityChanged', data }];
}

/** What kind of device it is follows from the facts; where they changed, so may it, unless a person decided it. */
export function typeEvents(after: Inventory, state: DeviceState, envelope: ReportEnvelope): DeviceEvent[] {
  if (state.fixedType) return [];
  const to = deviceTypeOf(after);
  if (to === state.deviceType || to === 'unknown') return [];
  return [{ type: 'DeviceTypeChanged', data: { ...envelope, from: state.deviceType, to } }];
}

const summarySections: Readonly<Record<string, keyof Summary>> = {
  networkAdapters: 'network',
  volumes: 'storage',
  disks: 'storage',
  processors: 'processor',
};

/** Each event of a section that a list sums up carries the sum as it is after the report. */
function summarised(events: readonly DeviceEvent[], after: Inventory): DeviceEvent[] {
  let sums: Required<Summary> | undefined;
  return events.map(event => {
    const names = sectionsOf(event).flatMap(section => summarySections[section] ?? []);
    if (names.length === 0) return event;
    const all = (sums ??= summaryOf(after));
    return {
      ...event,
      data: { ...event.data, summary: Object.fromEntries(names.map(name => [name, all[name]])) },
    } as DeviceEvent;
  });
}

function sectionsOf({ type, data }: DeviceEvent): readonly string[] {
  if (type === 'DetailsLearned') return Object.keys(data.inventory);
  if (type === 'NetworkSettingsChanged') return ['networkAdapters'];
  return 'section' in data ? [data.section] : [];
}

/** Agents' clocks are not trusted far: more than a day back, or ahead of the server, online is as good as unknown. */
const plausibleMs = 86_400_000;
const notableMs = 60_000;

function withTime(command: RecordInventory, events: readonly DeviceEvent[]): DeviceEvent[] {
  const collected = command.report.collectedAt;
  if (collected === undefined) return [...events];
  const age = Date.parse(command.at) - Date.parse(collected);
  // What was carried is put in order by when it was collected, however quickly it came.
  const least = command.carried ? 1 : notableMs;
  if (!(age >= least) || (command.delivery === 'online' && age > plausibleMs)) return [...events];
  return events.map(event => ({ ...event, happenedAt: collected }));
}

function sourceOf({ report, body, entered, carried }: RecordInventory): ReportSource {
  const { name, version } = report.inventory.agent ?? {};
  const agent = [name, version]
    .filter(part => part !== undefined)
    .join(' ')
    .slice(0, 255);
  return {
    dialect: report.dialect,
    ...(agent !== '' && { agent }),
    ...(body !== undefined && { body }),
    ...(entered?.reason !== undefined && { reason: entered.reason }),
    ...(carried && { carried: true as const }),
  };
}

function agentIdOf({ claims }: InventoryReport): { agentId?: string } {
  const agentId = claims.agentId ?? claims.deviceId;
  return agentId === undefined ? {} : { agentId };
}

/** Events are plain JSON of their own; the explanation may be the caller's. */
function explanationOf({
  identity,
  report,
}: RecordInventory): EventOf<'DeviceRegistered'>['data']['identity'] {
  return structuredClone(
    identity ?? resolveIdentity(report.claims, []).explanation,
  ) as EventOf<'DeviceRegistered'>['data']['identity'];
}
