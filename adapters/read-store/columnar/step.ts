/**
 * Work that asks a storage and goes on with its answer, written once for storages that answer at once
 * (SQLite, inside an open transaction that must not be left) and for those that answer later (a server).
 */
export type Step<T> = Generator<Promise<unknown>, T, unknown>;

/** `const row = yield* wait(storage.row())`: an answer that is already there costs no turn. */
export function* wait<T>(answer: T | Promise<T>): Step<T> {
  return answer instanceof Promise ? ((yield answer) as T) : answer;
}

/** Runs a step over a storage that answers at once. */
export function runSync<T>(step: Step<T>): T {
  const result = step.next();
  if (result.done) return result.value;
  throw new Error('this storage answers later: run the step with runAsync');
}

/** Runs a step over any storage. */
export async function runAsync<T>(step: Step<T>): Promise<T> {
  let result = step.next();
  while (!result.done) {
    let answer: unknown;
    try {
      answer = await result.value;
    } catch (error) {
      result = step.throw(error);
      continue;
    }
    result = step.next(answer);
  }
  return result.value;
}
