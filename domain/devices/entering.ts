import { accept, refuse } from '../kernel/index.ts';
import type { DeviceDecision } from './administration.ts';
import type { CommandOf } from './commands.ts';
import { faultOf } from './device-fields/index.ts';
import type { EnteredValue, FieldFault } from './device-fields/index.ts';
import type { EventOf } from './events.ts';
import type { DeviceState } from './state.ts';

/** Every fault at once: who fills in a form wants to see all that is wrong with it. */
export function enterFields(
  { at, reason, entries, form }: CommandOf<'EnterFields'>,
  state: DeviceState,
): DeviceDecision {
  if (state.status === 'ignored') return refuse('DEVICE_IGNORED');
  const faults: { field: string; name: string; fault: FieldFault }[] = [];
  const fields: EventOf<'DeviceFieldsEntered'>['data']['fields'] = {};
  for (const { field, definition, value } of entries) {
    const name = definition.names.en;
    const to = typeof value === 'string' ? value.trim() : value;
    const from = Object.hasOwn(state.fields, field) ? (state.fields[field] as EnteredValue) : null;
    // A word that is not offered any more may stay where it stands.
    if (to === from) continue;
    const missing = to === null && form !== undefined && definition.required;
    const fault = missing ? 'REQUIRED' : to === null ? undefined : faultOf(field, definition, to);
    if (fault) faults.push({ field, name, fault });
    else fields[field] = { name, from, to };
  }
  if (faults.length > 0) return refuse('DEVICE_FIELD_VALUE', { faults });
  if (Object.keys(fields).length === 0) return accept();
  return accept({
    type: 'DeviceFieldsEntered',
    data: { since: at, ...(reason !== undefined && { reason }), ...(form && { form }), fields },
  });
}
