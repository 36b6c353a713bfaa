import type { FormAnswer, FormField } from '../../../domain/agents/index.ts';
import {
  device,
  entryFaults,
  valueFields,
  type DeviceCommand,
  type FieldEntry,
  type EntryFault,
} from '../../../domain/devices/index.ts';
import type { Actor, Clock, CommandHandler } from '../../../domain/kernel/index.ts';
import { treeKinds, type TreeKind } from '../../../domain/organization/index.ts';
import { accepted, AppError } from '../errors/index.ts';
import type { Asked } from './asked-form.ts';

export interface EnteringPorts {
  readonly commands: CommandHandler;
  readonly clock: Clock;
}

/** What a person entered on a computer, and who says so. */
export interface EnteredThere {
  readonly deviceId: string;
  readonly actor: Actor;
  readonly said: Omit<FormAnswer, 'agentId'>;
  /** Say what would be wrong, and change nothing. */
  readonly dryRun?: boolean;
}

/**
 * Records what was entered at a computer, whole or not at all. A field that is not asked for any more is passed over.
 * Throws, with every fault, `DEVICE_FIELD_VALUE`, and what the device refuses.
 */
export async function enterThere(
  { commands, clock }: EnteringPorts,
  asked: Asked,
  { deviceId, actor, said, dryRun = false }: EnteredThere,
): Promise<void> {
  const decide = async (command: DeviceCommand, dry: boolean) =>
    void accepted(await commands.handle(`device-${deviceId}`, device, command, { actor, dryRun: dry }));
  const { entries, placement } = partsOf(asked, said.values);
  const at = clock.now();
  const { by, finishedAt } = said;
  const enter: DeviceCommand = { type: 'EnterFields', at, entries, form: { by, finishedAt } };
  // What is wrong is said of values first: a placement is not taken back.
  await decide(enter, true);
  if (dryRun) return;
  if (Object.keys(placement).length > 0) await decide({ type: 'PlaceDevice', at, ...placement }, false);
  await decide(enter, false);
}

/** The same for a device that is not there yet: says what would be wrong. Throws `DEVICE_FIELD_VALUE`. */
export function checkEntered(asked: Asked, { values }: Pick<FormAnswer, 'values'>): void {
  const faults = entryFaults(partsOf(asked, values).entries);
  if (faults.length > 0) throw new AppError('DEVICE_FIELD_VALUE', { details: { faults } });
}

function partsOf({ fields, definitions }: Asked, values: FormAnswer['values']) {
  const told = fields.filter(({ id }) => Object.hasOwn(values, id));
  const entries: readonly FieldEntry[] = told
    .filter(({ id }) => valueFields.includes(id))
    .map(({ id }) => ({ field: id, definition: definitions.fields[id]!, value: values[id] ?? null }));
  return { entries, placement: placementOf(told, values) };
}

/** Where the person says that the computer belongs and stands: defined places only. */
function placementOf(
  told: readonly FormField[],
  values: FormAnswer['values'],
): Partial<Record<TreeKind, string | null>> {
  const placement: Partial<Record<TreeKind, string | null>> = {};
  const faults: EntryFault[] = [];
  for (const kind of treeKinds) {
    const field = told.find(({ id }) => id === kind);
    if (!field) continue;
    const value = values[kind] ?? null;
    const name = field.names.en;
    if (value === null && field.required) faults.push({ field: kind, name, fault: 'REQUIRED' });
    else if (value !== null && !field.options.some(option => option.value === value))
      faults.push({ field: kind, name, fault: 'NOT_AN_OPTION' });
    else placement[kind] = value === null ? null : String(value);
  }
  if (faults.length > 0) throw new AppError('DEVICE_FIELD_VALUE', { details: { faults } });
  return placement;
}
