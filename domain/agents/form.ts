import { z } from 'zod';
import { EnteredValue, FieldDefinition, FormSchedule } from '../devices/index.ts';
import { signature, signedText } from './signed-parts.ts';

const shown = z.string().max(1_000);

/** A field as the person at the computer is asked for it. */
export const FormField = FieldDefinition.omit({ source: true, options: true }).extend({
  id: z.string().max(40),
  /** What there is to choose from: the value, and what it is called for readers of a language. */
  options: z.array(z.strictObject({ value: shown, en: shown.optional(), ja: shown.optional() })).max(5_000),
});
export type FormField = z.infer<typeof FormField>;

/** Of one form. */
export const mostFormFields = 60;

/** What an agent is told to ask. */
export const UserForm = z.strictObject({
  /** Of fields and schedule: another one says that the agent has to ask the server anew. */
  version: z.string().max(64),
  fields: z.array(FormField).max(mostFormFields),
  schedule: FormSchedule,
  /** What is recorded of the device now. */
  values: z.record(z.string().max(40), EnteredValue),
});
export type UserForm = z.infer<typeof UserForm>;

/** What the person at the computer entered; null: nothing. */
export const FormAnswer = z.strictObject({
  agentId: z.string().min(1).max(255),
  values: z.record(z.string().max(40), EnteredValue.nullable()),
  /** The account at the computer. */
  by: z.string().min(1).max(255),
  /** By the clock of the computer. */
  finishedAt: z.iso.datetime(),
});
export type FormAnswer = z.infer<typeof FormAnswer>;

/** `signature`: Ed25519 with the agent's own key, base64. */
export const SignedFormAnswer = FormAnswer.extend({ signature });
export type SignedFormAnswer = z.infer<typeof SignedFormAnswer>;

export const formAnswerText = signedText('agent form', FormAnswer);

/** What an agent remembers of its asking. Times RFC 3339. */
export interface FormMemory {
  /** When the form was finished last, and which fields it had then. */
  readonly answered: { readonly at: string; readonly fields: readonly string[] } | null;
  /** When somebody closed it unfinished. */
  readonly declinedAt: string | null;
}

const hourMs = 3_600_000;
/** Who closed the form is left alone for so long. */
export const declinedHours = 24;

/**
 * From when on the person is to be asked, in milliseconds since 1970; null: not at all. `localMs` says which moment a
 * local time (`2026-04-01T09:00`) is on the computer.
 */
export function formDueAt(
  { fields, schedule }: Pick<UserForm, 'fields' | 'schedule'>,
  { answered, declinedAt }: FormMemory,
  localMs: (local: string) => number,
): number | null {
  if (fields.length === 0) return null;
  const start = schedule.start === null ? 0 : localMs(schedule.start);
  const declined = declinedAt === null ? 0 : Date.parse(declinedAt) + declinedHours * hourMs;
  if (answered === null) return Math.max(start, declined);
  const answeredMs = Date.parse(answered.at);
  const isNew = fields.some(({ id }) => !answered.fields.includes(id));
  if (isNew || answeredMs < start) return Math.max(start, declined);
  if (schedule.everyHours === null) return null;
  return Math.max(start, declined, answeredMs + schedule.everyHours * hourMs);
}
