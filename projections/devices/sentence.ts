import { valueOf } from '../../domain/devices/index.ts';
import type { DeviceEvent, EventOf, SoftwareItem } from '../../domain/devices/index.ts';
import { addresses, items, volumeSize, volumeSpace } from './sentence-items.ts';
import type { Sentence, SentenceKey, SentenceParam } from './sentence-text.ts';
import type { TimelineKind, Told } from './timeline-kind.ts';

/** The one sentence that tells an event, and what kind of change it is. */
export function sentenceOf(event: DeviceEvent): { readonly kind: TimelineKind; readonly sentence: Sentence } {
  const [kind, key, params] = told(event);
  const reason =
    'reason' in event.data
      ? event.data.reason
      : 'source' in event.data
        ? event.data.source.reason
        : undefined;
  return { kind, sentence: { key, params: reason === undefined ? params : { ...params, reason } } };
}

function told(event: DeviceEvent): Told {
  switch (event.type) {
    case 'DeviceRegistered': {
      const { splitFrom, source } = event.data;
      if (source.dialect === 'person') return ['registration', 'DeviceRegistered.byHand', {}];
      return splitFrom === undefined
        ? ['registration', 'DeviceRegistered', { agent: source.agent ?? source.dialect }]
        : ['registration', 'DeviceRegistered.split', { from: splitFrom }];
    }
    case 'DeviceDiscovered': {
      const { source } = event.data;
      return ['registration', 'DeviceDiscovered', { agent: source.agent ?? source.dialect }];
    }
    case 'DeviceManaged':
    case 'DeviceIgnored':
    case 'DeviceRemoved':
      return ['registration', event.type, {}];
    case 'DeviceMerged':
      return ['identity', 'DeviceMerged', { into: event.data.into }];
    case 'DeviceAbsorbed':
    case 'DeviceRestored':
      return ['identity', event.type, { from: event.data.from }];
    case 'DeviceSplit':
      return ['identity', 'DeviceSplit', { into: event.data.into, keys: event.data.keys.map(valueOf) }];
    case 'DeviceIdentityChanged': {
      const added = event.data.added.map(valueOf);
      const dropped = event.data.dropped.map(valueOf);
      return [
        'identity',
        dropped.length ? 'DeviceIdentityChanged.replaced' : 'DeviceIdentityChanged',
        { added, dropped },
      ];
    }
    case 'DevicePlaced':
      return placed(event.data);
    case 'DeviceTypeChanged': {
      const { fixed, names = {} } = event.data;
      const [from, to] = [event.data.from, event.data.to].map(type => names[type] ?? type) as [
        string,
        string,
      ];
      if (from !== to) return ['hardware', 'DeviceTypeChanged', { from, to }];
      return ['hardware', fixed ? 'DeviceTypeChanged.fixed' : 'DeviceTypeChanged.free', { to }];
    }
    case 'ManagementTypeChanged':
      return ['registration', managementTold(event.data), {}];
    case 'AgentInstalled':
      return ['registration', 'AgentInstalled', { set: event.data.setName }];
    case 'AgentUninstalled':
      return ['registration', event.data.by === 'order' ? 'AgentUninstalled.order' : 'AgentUninstalled', {}];
    case 'DeviceGrouped':
      return grouped(event.data);
    case 'DeviceStartRequested':
      return ['other', 'DeviceStartRequested', { macs: event.data.ways.map(({ mac }) => mac) }];
    case 'DeviceFieldsEntered':
      return entered(event.data);
    case 'DeviceNoteAdded':
    case 'DeviceNoteRemoved':
      return ['note', event.type, { text: noteStart(event.data.text) }];
    case 'DeviceNoteChanged':
      return ['note', event.type, { text: noteStart(event.data.to) }];
    case 'LateInventoryRecorded': {
      const count = Object.values(event.data.differences).reduce((sum, number) => sum + number, 0);
      return ['other', 'LateInventoryRecorded', { collectedAt: event.data.collectedAt, count }];
    }
    case 'OfflineInventoryReceived': {
      const { outcome, collectedAt, sequence } = event.data;
      return ['other', `OfflineInventoryReceived.${outcome}`, { collectedAt, sequence }];
    }
    case 'HostRenamed':
      return single('system', 'HostRenamed', 'hostName', event.data);
    case 'DomainChanged':
      return single('system', 'Changed', 'domain', event.data);
    case 'DescriptionChanged':
      return single('system', 'Changed', 'description', event.data);
    case 'LastUserChanged':
      return single('user', 'Changed', 'lastUser', event.data);
    case 'OperatingSystemUpgraded':
    case 'OperatingSystemSettingsChanged':
    case 'AgentChanged':
      return fields('system', event.data.changes);
    case 'HardwareChanged':
    case 'FirmwareUpdated':
    case 'MemoryChanged':
      return fields('hardware', event.data.changes);
    case 'NetworkSettingsChanged':
      return fields('network', event.data.changes);
    case 'DetailsLearned':
      return ['other', 'DetailsLearned', { fields: learnedFields(event.data.inventory) }];
    case 'DetailsForgotten':
      return ['other', 'DetailsForgotten', { fields: Object.keys(event.data.fields) }];
    case 'SoftwareInstalled':
      return packages('SoftwareInstalled', event.data.items);
    case 'SoftwareRemoved':
      return packages('SoftwareRemoved', event.data.items);
    case 'SoftwareUpdated':
      return updated(event.data.items);
    case 'SoftwareDescribed':
      return described(event.data.items.map(({ to }) => to));
    case 'NetworkAddressChanged':
      return addresses(event.data.items);
    case 'VolumeResized':
      return volumeSize(event.data.items);
    case 'VolumeSpaceChanged':
      return volumeSpace(event.data.items);
    default:
      return items(event);
  }
}

function managementTold({ to, by }: EventOf<'ManagementTypeChanged'>['data']): SentenceKey {
  return to === 'offline' && by ? 'ManagementTypeChanged.silenced' : `ManagementTypeChanged.${to}`;
}

function grouped({ added, removed }: EventOf<'DeviceGrouped'>['data']): Told {
  const into = added.map(({ name }) => name);
  const outOf = removed.map(({ name }) => name);
  if (outOf.length === 0) return ['registration', 'DeviceGrouped.added', { into }];
  if (into.length === 0) return ['registration', 'DeviceGrouped.removed', { outOf }];
  return ['registration', 'DeviceGrouped', { into, outOf }];
}

/** By whom is said by the account beside the sentence; who filled in the form has none. */
function entered({ fields: changes, form }: EventOf<'DeviceFieldsEntered'>['data']): Told {
  const all = Object.values(changes);
  const [only] = all;
  const where = form ? ('form' as const) : ('hand' as const);
  const by = form ? { by: form.by } : {};
  if (all.length === 1 && only)
    return ['user', `DeviceFieldsEntered.${where}.one`, { name: only.name, to: only.to, ...by }];
  return ['user', `DeviceFieldsEntered.${where}`, { names: all.map(({ name }) => name), ...by }];
}

/** Enough of a note to know it by in one line. */
function noteStart(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const letters = [...line];
  return letters.length > 80 ? `${letters.slice(0, 80).join('')}…` : line;
}

function placed({
  department,
  location,
  before,
}: Extract<DeviceEvent, { type: 'DevicePlaced' }>['data']): Told {
  if (location === before.location)
    return ['registration', 'DevicePlaced.department', { from: before.department, to: department }];
  if (department === before.department)
    return ['registration', 'DevicePlaced.location', { from: before.location, to: location }];
  return [
    'registration',
    'DevicePlaced',
    {
      fromDepartment: before.department,
      fromLocation: before.location,
      toDepartment: department,
      toLocation: location,
    },
  ];
}

function single(
  kind: TimelineKind,
  key: 'Changed' | 'HostRenamed',
  field: string,
  { from, to }: { readonly from?: string | undefined; readonly to: string },
): Told {
  return from === undefined ? [kind, 'Changed.first', { field, to }] : [kind, key, { field, from, to }];
}

type Change = { readonly from?: SentenceParam | undefined; readonly to: SentenceParam };

function fields(kind: TimelineKind, changes: Readonly<Record<string, Change | undefined>>): Told {
  const [[field, change] = ['', undefined], ...others] = Object.entries(changes);
  const params = { field, from: change?.from ?? null, to: change?.to ?? null };
  if (others.length > 0) return [kind, 'Changed.many', { ...params, others: others.map(([name]) => name) }];
  return [kind, change?.from === undefined ? 'Changed.first' : 'Changed', params];
}

function learnedFields(inventory: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(inventory).flatMap(([name, value]) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.keys(value).map(field => `${name}.${field}`)
      : [name],
  );
}

/** Parts of others, which nobody would name first. */
const minor =
  /^(lib|python3?-|perl-|fonts-|gir1|golang-|node-|ruby-|r-cran-)|-(dev|devel|common|data|doc|docs|dbg|dbgsym|locale|l10n|bin|utils|libs)$/i;

/** The three a person would name: programs before parts, larger before smaller. */
function notable(items: readonly SoftwareItem[], count = 3): SoftwareItem[] {
  return [...items]
    .sort((one, two) => {
      const parts = Number(minor.test(one.name)) - Number(minor.test(two.name));
      return parts || (two.size ?? 0) - (one.size ?? 0) || (one.name < two.name ? -1 : 1);
    })
    .slice(0, count);
}

function packages(type: 'SoftwareInstalled' | 'SoftwareRemoved', list: readonly SoftwareItem[]): Told {
  const [first] = list;
  if (list.length === 1 && first)
    return ['software', `${type}.one`, { name: first.name, version: first.version ?? '' }];
  const names = notable(list).map(({ name }) => name);
  return ['software', list.length <= 3 ? `${type}.few` : `${type}.many`, { count: list.length, names }];
}

function updated(list: readonly { readonly from: SoftwareItem; readonly to: SoftwareItem }[]): Told {
  const [to] = notable(
    list.map(item => item.to),
    1,
  );
  const change = list.find(item => item.to === to);
  const params = { name: to?.name ?? '', from: change?.from.version ?? null, to: to?.version ?? null };
  if (list.length === 1) return ['software', 'SoftwareUpdated.one', params];
  return ['software', 'SoftwareUpdated.many', { ...params, count: list.length }];
}

function described(list: readonly SoftwareItem[]): Told {
  const names = notable(list).map(({ name }) => name);
  if (list.length === 1) return ['software', 'SoftwareDescribed.one', { name: names[0] ?? '' }];
  return ['software', 'SoftwareDescribed.many', { count: list.length, names }];
}
