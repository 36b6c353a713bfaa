import { systemIds } from '../../adapters/platform/index.ts';
import { openSqliteEventStore } from '../../adapters/event-store/sqlite.ts';
import { eventFactory } from './events.ts';

/**
 * A process that appends as fast as it can until it is killed, or `count` appends per caller long, and
 * writes one line per acknowledged append: `<stream> <last revision> <last position> <event id>…`.
 * Arguments: file, prefix of the streams, callers, count.
 */
const [file, prefix, callers, count] = process.argv.slice(2) as [string, string, string, string | undefined];
const store = await openSqliteEventStore(file);
const ids = systemIds();
const event = eventFactory();

async function caller(no: number): Promise<void> {
  const stream = `${prefix}-${no}`;
  let revision = -1;
  for (let turn = 0; turn < Number(count ?? Infinity); turn++) {
    const append = ids.next();
    const size = 1 + (turn % 3);
    const events = Array.from({ length: size }, (_, index) =>
      event({
        id: ids.next(),
        correlationId: append,
        data: { index, size, text: append.repeat(1 + (turn % 20)) },
      }),
    );
    // Every seventh append is wrong on purpose: its refusal must not harm those committed with it.
    if (turn % 7 === 6) {
      const refused = await store.append(stream, revision + 5, events);
      if (refused.kind !== 'conflict') throw new Error('a wrong revision was taken');
    }
    const result = await store.append(stream, revision < 0 ? 'none' : revision, events);
    if (result.kind !== 'appended') throw new Error(`${stream}: conflict at ${result.actual}`);
    revision = result.revision;
    // Waits for a slow reader, where writing to the descriptor itself would fail with EAGAIN.
    process.stdout.write(
      `${stream} ${revision} ${result.position} ${events.map(({ id }) => id).join(' ')}\n`,
    );
  }
}

await Promise.all(Array.from({ length: Number(callers) }, (_, no) => caller(no)));
await store.close();
