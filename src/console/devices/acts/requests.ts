import { get, request } from '../../api/client.ts';
import type { AskedOrder, Outcome } from '../../api/types.ts';

/** Null empties a field; a field that is not named stays as it is. */
export interface Placement {
  readonly department?: string | null;
  readonly location?: string | null;
}

export interface ActOptions {
  /** Decide and show, record nothing. */
  readonly dryRun?: boolean;
  /** Refuse where the device has changed since this revision. */
  readonly ifMatch?: number;
  /** Why, or the ticket that asked for it; blank is none. */
  readonly reason?: string;
}

/** One change of one device, as the server is asked for it. */
export type DeviceAct = (id: string, options?: ActOptions) => Promise<Outcome>;

const pathOf = (id: string) => `/devices/${encodeURIComponent(id)}`;

function send(
  method: string,
  path: string,
  { dryRun, ifMatch, reason }: ActOptions = {},
  what?: object,
): Promise<Outcome> {
  const why = reason?.trim() ? { reason: reason.trim() } : undefined;
  return request<Outcome>(method, path, {
    query: { dryRun },
    ...((what ?? why) && { body: { ...what, ...why } }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  });
}

export const manageDevice: DeviceAct = (id, options) => send('POST', `${pathOf(id)}/manage`, options);
export const ignoreDevice: DeviceAct = (id, options) => send('POST', `${pathOf(id)}/ignore`, options);
export const removeDevice: DeviceAct = (id, options) => send('DELETE', pathOf(id), options);

export const placeDevice =
  (placement: Placement): DeviceAct =>
  (id, options) =>
    send('PATCH', pathOf(id), options, placement);

/** What a person enters, by place in the inventory; null: not known. `deviceType` null: the facts decide it. */
export interface Edit {
  readonly deviceType?: string | null;
  readonly fields?: Readonly<Record<string, string | number | null>>;
}

export const editDevice =
  (edit: Edit): DeviceAct =>
  (id, options) =>
    send('PATCH', `${pathOf(id)}/details`, options, edit);

/** A command to the agent on the device. */
export const commandDevice =
  (command: AskedOrder, more: { readonly start?: boolean; readonly note?: string } = {}): DeviceAct =>
  (id, options) =>
    send('POST', `${pathOf(id)}/commands`, options, { command, ...more });

/** Calls a computer that is off, by Wake on LAN. */
export const startDevice: DeviceAct = (id, options) => send('POST', `${pathOf(id)}/start`, options, {});

/** Where the devices stood before, as the events that placed them say. */
export function placedBefore(outcome: Outcome): Placement | undefined {
  const placed = outcome.events.find(each => each.type === 'DevicePlaced');
  return (placed?.data as { readonly before?: Placement } | undefined)?.before;
}

/** The record `from` ends; `into` stands for both. */
export const mergeDevices = (from: string, into: string, options?: ActOptions) =>
  send('POST', '/devices/merge', options, { from, into });

/** Takes the merge of `merged` into the device back: the record stands for itself again. */
export const splitBack = (id: string, merged: string, options?: ActOptions) =>
  send('POST', `${pathOf(id)}/split`, options, { into: merged });

/** The keys become a device of their own; answers its id too. */
export const splitOff = (id: string, keys: readonly string[], options?: ActOptions) =>
  send('POST', `${pathOf(id)}/split`, options, { keys }) as Promise<Outcome & { readonly into: string }>;

export const addNote = (id: string, text: string) =>
  send('POST', `${pathOf(id)}/notes`, {}, { text }) as Promise<Outcome & { readonly note: string }>;
export const changeNote = (id: string, note: string, text: string) =>
  send('PATCH', `${pathOf(id)}/notes/${encodeURIComponent(note)}`, {}, { text });
export const removeNote = (id: string, note: string) =>
  send('DELETE', `${pathOf(id)}/notes/${encodeURIComponent(note)}`);

/** A device that nothing reports for; answers its id too. */
export const registerDevice = (device: object) =>
  request<Outcome & { readonly id: string }>('POST', '/devices', { body: device });

/** Until lists show what was recorded at this position. */
export async function readUpTo(position: number): Promise<void> {
  if (position > 0) await get('/devices', { limit: 1, fields: 'name', total: false, after: position });
}
