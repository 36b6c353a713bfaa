import type { ConfigurationSettings } from './types.ts';

type Remote = ConfigurationSettings['remoteControl'];

/** How an item is entered. */
export type Entry =
  | { readonly kind: 'switch' }
  | { readonly kind: 'number'; readonly least: number; readonly most: number; readonly unit?: 'minutes' }
  | { readonly kind: 'text' }
  | { readonly kind: 'lines' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

export type PlainItem = Exclude<keyof ConfigurationSettings, 'remoteControl'>;
export type RemoteItem = keyof Remote;
export interface Item<Key extends string = PlainItem | RemoteItem> {
  readonly key: Key;
  readonly entry: Entry;
}

const minutes = (most: number, least: number): Entry => ({ kind: 'number', least, most, unit: 'minutes' });
const onOff: Entry = { kind: 'switch' };
const port: Entry = { kind: 'number', least: 1, most: 65_535 };
const week = 10_080;

/** The items of a configuration under their headings, in the order they are entered; limits as the server has them. */
export const plainSections: readonly {
  readonly key: 'basic' | 'timing' | 'offline' | 'notification';
  readonly items: readonly Item<PlainItem>[];
}[] = [
  {
    key: 'basic',
    items: [
      { key: 'communicate', entry: onOff },
      { key: 'notify', entry: onOff },
    ],
  },
  {
    key: 'timing',
    items: [
      { key: 'securityMinutes', entry: minutes(week, 5) },
      { key: 'otherMinutes', entry: minutes(week, 5) },
      { key: 'pollingMinutes', entry: minutes(1_440, 1) },
    ],
  },
  { key: 'offline', items: [{ key: 'protectDelivery', entry: onOff }] },
  {
    key: 'notification',
    items: [
      { key: 'userForm', entry: onOff },
      { key: 'balloonHints', entry: onOff },
    ],
  },
];

export const remoteItems: readonly Item<RemoteItem>[] = [
  { key: 'userAuthentication', entry: onOff },
  { key: 'userId', entry: { kind: 'text' } },
  { key: 'approvedControllers', entry: { kind: 'lines' } },
  { key: 'askUser', entry: onOff },
  { key: 'onNoReply', entry: { kind: 'choice', choices: ['approve', 'reject'] } },
  { key: 'connectionMode', entry: { kind: 'choice', choices: ['control', 'shared', 'monitoring'] } },
  { key: 'readFiles', entry: onOff },
  { key: 'writeFiles', entry: onOff },
  { key: 'userMayStop', entry: onOff },
  { key: 'startsAutomatically', entry: onOff },
  { key: 'stopsAfterLast', entry: onOff },
  { key: 'startsChat', entry: onOff },
  { key: 'screenPort', entry: port },
  { key: 'filePort', entry: port },
  { key: 'chatPort', entry: port },
];

export type ItemValue = boolean | number | string | readonly string[];

/** False where the server would refuse it. */
export function fits({ entry }: Item, value: ItemValue): boolean {
  if (entry.kind === 'number')
    return Number.isInteger(value) && (value as number) >= entry.least && (value as number) <= entry.most;
  if (entry.kind === 'text') return String(value).trim() !== '';
  return true;
}
