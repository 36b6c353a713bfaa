import { accept, refuse } from '../kernel/index.ts';
import type { DeviceDecision } from './administration.ts';
import type { CommandOf, FieldEntry } from './commands.ts';
import { faultOf } from './device-fields/index.ts';
import type { EnteredValue, FieldFault } from './device-fields/index.ts';
import type { EventOf } from './events.ts';
import type { DeviceState } from './state.ts';

export interface EntryFault {
  readonly field: string;
  readonly name: string;
  readonly fault: FieldFault;
}

type Entered = EventOf<'DeviceFieldsEntered'>['data']['fields'];

/** Every fault at once: who fills in a form wants to see all that is wrong with it. */
export function enterFields(
  { at, reason, entries, form }: CommandOf<'EnterFields'>,
  state: DeviceState,
): DeviceDecision {
  if (state.status === 'ignored') return refuse('DEVICE_IGNORED');
  const { faults, fields } = judged(entries, form !== undefined, state.fields);
  if (faults.length > 0) return refuse('DEVICE_FIELD_VALUE', { faults });
  if (Object.keys(fields).length === 0) return accept();
  return accept({
    type: 'DeviceFieldsEntered',
    data: { since: at, ...(reason !== undefined && { reason }), ...(form && { form }), fields },
  });
}

/** What is wrong with the entries of a form for a device of which nothing is known yet. */
export function entryFaults(entries: readonly FieldEntry[]): readonly EntryFault[] {
  return judged(entries, true, {}).faults;
}

function judged(
  entries: readonly FieldEntry[],
  byForm: boolean,
  known: DeviceState['fields'],
): { readonly faults: readonly EntryFault[]; readonly fields: Entered } {
  const faults: EntryFault[] = [];
  const fields: Entered = {};
  for (const { field, definition, value } of entries) {
    const name = definition.names.en;
    const to = typeof value === 'string' ? value.trim() : value;
    const from = Object.hasOwn(known, field) ? (known[field] as EnteredValue) : null;
    // A word that is not offered any more may stay where it stands.
    if (to === from) continue;
    const missing = to === null && byForm && definition.required;
    const fault = missing ? 'REQUIRED' : to === null ? undefined : faultOf(field, definition, to);
    if (fault) faults.push({ field, name, fault });
    else fields[field] = { name, from, to };
  }
  return { faults, fields };
}
