import { z } from 'zod';
import { defineEvent } from '../../kernel/index.ts';
import type { EventsOf } from '../../kernel/index.ts';
import { FieldDefinition, FieldId } from './definition.ts';

/** Whether a text is a minute there is in a calendar, such as `2026-04-01T09:00`. */
export function isLocalMinute(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

/**
 * When the agents ask. `start`: from that minute on, by the clock of each computer (`2026-04-01T09:00`); null: at
 * once. `everyHours`: again and again, so long after the last answer; null: once.
 */
export const FormSchedule = z.strictObject({
  start: z.string().refine(isLocalMinute, 'is no date and time such as 2026-04-01T09:00').nullable(),
  everyHours: z.int().min(1).max(8_784).nullable(),
});
export type FormSchedule = z.infer<typeof FormSchedule>;

/** Stream `fields-devices`. */
export const deviceFieldEvents = {
  DeviceFieldAdded: defineEvent(
    'DeviceFieldAdded',
    1,
    z.strictObject({ field: FieldId, definition: FieldDefinition }),
  ),
  DeviceFieldChanged: defineEvent(
    'DeviceFieldChanged',
    1,
    z.strictObject({ field: FieldId, from: FieldDefinition, to: FieldDefinition }),
  ),
  /** Devices keep what they record of it; it is shown no more, and can be brought back. */
  DeviceFieldRemoved: defineEvent(
    'DeviceFieldRemoved',
    1,
    z.strictObject({ field: FieldId, definition: FieldDefinition }),
  ),
  UserFormScheduled: defineEvent(
    'UserFormScheduled',
    1,
    z.strictObject({ from: FormSchedule, to: FormSchedule }),
  ),
} as const;
export type DeviceFieldEvent = EventsOf<typeof deviceFieldEvents>;
