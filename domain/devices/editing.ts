import { accept, refuse } from '../kernel/index.ts';
import type { DeviceDecision } from './administration.ts';
import { eventsOf } from './changes.ts';
import type { CommandOf } from './commands.ts';
import type { FieldDifference } from './compare.ts';
import { deviceTypeOf } from './device-type.ts';
import { editableFields } from './editable.ts';
import type { DeviceEvent } from './events.ts';
import { fieldAt, withField } from './fields.ts';
import type { FieldValue } from './fields.ts';
import type { Inventory } from './inventory.ts';
import { inventoryAfter, typeEvents } from './record.ts';
import type { DeviceState } from './state.ts';

/** Notes a device carries at once; what more there is to say belongs into a file. */
export const mostNotes = 200;

/**
 * What a person enters becomes the same events as what an agent tells, told by `person`: every reader shows it, and
 * what an agent tells anew later takes its place, the type of the device excepted.
 */
export function edit(command: CommandOf<'EditDevice'>, state: DeviceState): DeviceDecision {
  if (state.status === 'ignored') return refuse('DEVICE_IGNORED');
  const { at, reason, fields = {} } = command;
  const envelope = {
    source: { dialect: 'person' as const, ...(reason !== undefined && { reason }) },
    since: at,
  };
  const changed: FieldDifference[] = [];
  const forgotten: Record<string, FieldValue> = {};
  let learned: Inventory = {};
  for (const path of editableFields) {
    const to = fields[path];
    const from = fieldAt(state.inventory, path);
    // To the letter: spelling a name right is a change here, though not from an agent.
    if (to === undefined || to === (from ?? null)) continue;
    if (to === null) forgotten[path] = from as FieldValue;
    else if (from === undefined) learned = withField(learned, path, to);
    else changed.push({ path, from, to });
  }
  const software = { installed: [], removed: [], updated: [], described: [] };
  const events = eventsOf({ fields: changed, sections: [], software, learned }, envelope);
  if (Object.keys(forgotten).length > 0)
    events.push({ type: 'DetailsForgotten', data: { ...envelope, fields: forgotten } });
  return accept(...events, ...decidedType(command, state, events, envelope));
}

function decidedType(
  { deviceType, typeNames = {} }: CommandOf<'EditDevice'>,
  state: DeviceState,
  events: readonly DeviceEvent[],
  envelope: Parameters<typeof typeEvents>[2],
): DeviceEvent[] {
  const after = inventoryAfter(events, state);
  if (deviceType === undefined) return events.length === 0 ? [] : typeEvents(after, state, envelope);
  const fixed = deviceType !== null;
  const to = deviceType ?? deviceTypeOf(after);
  if (to === state.deviceType && fixed === state.fixedType) return [];
  const names = Object.fromEntries(
    [state.deviceType, to].flatMap(each =>
      Object.hasOwn(typeNames, each) ? [[each, typeNames[each]!]] : [],
    ),
  );
  const named = Object.keys(names).length > 0 ? { names } : {};
  return [{ type: 'DeviceTypeChanged', data: { ...envelope, from: state.deviceType, to, fixed, ...named } }];
}

export function addNote({ at, note, text }: CommandOf<'AddNote'>, { notes }: DeviceState): DeviceDecision {
  if (Object.hasOwn(notes, note)) return accept();
  if (Object.keys(notes).length >= mostNotes) return refuse('DEVICE_NOTE_LIMIT', { most: mostNotes });
  return accept({ type: 'DeviceNoteAdded', data: { since: at, note, text } });
}

export function changeNote(
  { at, note, text }: CommandOf<'ChangeNote'>,
  { notes }: DeviceState,
): DeviceDecision {
  const from = Object.hasOwn(notes, note) ? notes[note] : undefined;
  if (from === undefined) return refuse('DEVICE_NOTE_UNKNOWN', { note });
  if (from === text) return accept();
  return accept({ type: 'DeviceNoteChanged', data: { since: at, note, from, to: text } });
}

export function removeNote({ at, note }: CommandOf<'RemoveNote'>, { notes }: DeviceState): DeviceDecision {
  const text = Object.hasOwn(notes, note) ? notes[note] : undefined;
  if (text === undefined) return refuse('DEVICE_NOTE_UNKNOWN', { note });
  return accept({ type: 'DeviceNoteRemoved', data: { since: at, note, text } });
}
