import { formDueAt, type FormMemory } from '../../../domain/agents/index.ts';
import { commonDefinitions, type FormSchedule } from '../../../domain/devices/index.ts';

const at = (text: string) => Date.parse(text);
const field = (id: string) => ({ ...commonDefinitions['userName']!, id, options: [] });
const answered = (when: string, ...fields: string[]): FormMemory => ({
  answered: { at: when, fields },
  declinedAt: null,
});
const never: FormMemory = { answered: null, declinedAt: null };
const once: FormSchedule = { start: null, everyHours: null };

test.each<[string, string[], FormSchedule, FormMemory, string | null]>([
  ['nothing is asked', [], once, never, null],
  ['at once', ['a'], once, never, '1970-01-01T00:00:00Z'],
  ['answered once', ['a'], once, answered('2026-01-05T09:00:00Z', 'a'), null],
  ['another field since', ['a', 'b'], once, answered('2026-01-05T09:00:00Z', 'a'), '1970-01-01T00:00:00Z'],
  ['from a time on', ['a'], { start: '2026-04-01T09:00', everyHours: null }, never, '2026-04-01T00:00:00Z'],
  [
    'answered before that time',
    ['a'],
    { start: '2026-04-01T09:00', everyHours: null },
    answered('2026-01-05T09:00:00Z', 'a'),
    '2026-04-01T00:00:00Z',
  ],
  [
    'again and again',
    ['a'],
    { start: null, everyHours: 48 },
    answered('2026-01-05T09:00:00Z', 'a'),
    '2026-01-07T09:00:00Z',
  ],
  [
    'closed unfinished',
    ['a'],
    once,
    { answered: null, declinedAt: '2026-01-05T09:00:00Z' },
    '2026-01-06T09:00:00Z',
  ],
])('DEV-025 DEV-026 FLD-009 when to ask: %s', (_name, fields, schedule, memory, due) => {
  // The computer is nine hours ahead of UTC.
  const local = (text: string) => at(`${text}:00+09:00`);
  const asked = { fields: fields.map(field), schedule };
  expect(formDueAt(asked, memory, local)).toBe(due === null ? null : at(due));
});
