import { accept, type Decider, type EventsOf } from '../kernel/index.ts';
import type { operationLogEvents, OperationQuestion } from './events.ts';

type Read = EventsOf<Pick<typeof operationLogEvents, 'OperationLogRead'>>;

/** Milliseconds in which the same question of the same person is one look: a page that is turned, a list that is redrawn. */
export const sameLookMs = 10 * 60_000;
const remembered = 20;

export interface ReadingState {
  /** Newest first; `at` is RFC 3339. */
  readonly looks: readonly { readonly key: string; readonly at: string }[];
}

export interface NoteRead {
  readonly type: 'NoteRead';
  /** RFC 3339. */
  readonly at: string;
  readonly question: OperationQuestion;
  readonly purpose: string | null;
}

/** Who looked at operation logs, at what and what for: of one person. */
export const operationLogReading: Decider<ReadingState, NoteRead, Read> = {
  name: 'operation-log-reading',
  stateVersion: 1,
  initial: { looks: [] },
  decide({ at, question, purpose }, { looks }) {
    const key = keyOf(question, purpose);
    const since = Date.parse(at) - sameLookMs;
    if (looks.some(look => look.key === key && Date.parse(look.at) > since)) return accept();
    return accept({ type: 'OperationLogRead', data: { ...question, purpose, at } });
  },
  evolve: ({ looks }, { data: { at, purpose, ...question } }) => ({
    looks: [{ key: keyOf(question, purpose), at }, ...looks].slice(0, remembered),
  }),
};

function keyOf({ looked, filter, from, until, record }: OperationQuestion, purpose: string | null): string {
  return JSON.stringify([looked, filter, from, until, record, purpose]);
}
