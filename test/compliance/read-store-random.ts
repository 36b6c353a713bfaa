import fc from 'fast-check';
import { MemoryReadStore } from '../../adapters/read-store/memory.ts';
import type { ReadStore } from '../../projections/kernel/index.ts';
import { QueryError } from '../../projections/kernel/index.ts';
import { ask, questionFor } from './read-store/questions.ts';
import { scenario, type Step } from './read-store/scenarios.ts';
import { everything, Subject } from './read-store/things.ts';

const enoughMs = 120_000;

export interface RandomComplianceOptions {
  /** Scenarios, each with `questions` questions. Default 30. */
  readonly scenarios?: number;
  readonly questions?: number;
  /** With facts learned after they happened. Default true. */
  readonly lateFacts?: boolean;
}

/**
 * Law: whatever happened and whatever is asked, an adapter answers as the in-memory store does, which folds
 * everything anew for each question. `open` answers an empty store; it is closed here.
 */
export function readStoreRandomCompliance(
  adapter: string,
  open: () => Promise<ReadStore>,
  { scenarios = 30, questions = 40, lateFacts = true }: RandomComplianceOptions = {},
): void {
  test(
    `read store random compliance: ${adapter} answers any question as memory does`,
    async () => {
      const arbitrary = fc.record({
        steps: scenario(lateFacts),
        asked: fc.array(questionFor(lateFacts), { minLength: questions, maxLength: questions }),
      });
      const enough = performance.now() + enoughMs;
      await fc.assert(
        fc.asyncProperty(arbitrary, async ({ steps, asked }) => {
          // A machine with much else to do checks fewer scenarios; it does not fail for being slow.
          if (performance.now() > enough) return;
          const [oracle, subject] = [new MemoryReadStore(), await open()];
          try {
            for (const store of [oracle, subject]) {
              await Subject.over(store);
              for (const step of steps) await take(store, step);
            }
            for (const question of asked) {
              const [expected, answer] = [
                await outcome(ask(oracle, question)),
                await outcome(ask(subject, question)),
              ];
              expect({ question, answer }).toEqual({ question, answer: expected });
            }
          } finally {
            await subject.close();
          }
        }),
        { numRuns: scenarios },
      );
    },
    2 * enoughMs,
  );
}

async function take(store: ReadStore, step: Step): Promise<void> {
  switch (step.kind) {
    case 'apply':
      return store.apply(everything.name, step.events, step.position, step.at);
    case 'touch':
      return store.touch(step.collection, step.updates);
    case 'rebuild': {
      const rebuild = await store.beginRebuild(everything);
      for (const batch of step.batches) await rebuild.apply(batch);
      return rebuild.finish(step.position, step.at);
    }
  }
}

/** The answer, or the code it is refused with. */
async function outcome(question: Promise<unknown>): Promise<unknown> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof QueryError) return error.code;
    throw error;
  }
}
