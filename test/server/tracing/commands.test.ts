import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import { MemoryReadStore } from '../../../adapters/read-store/memory.ts';
import { systemClock, systemIds } from '../../../adapters/platform/index.ts';
import {
  createCatalogue,
  createCommandHandler,
  type CommandContext,
  type EventStore,
} from '../../../domain/kernel/index.ts';
import { createProjectionRunner, type Projection } from '../../../projections/kernel/index.ts';
import { tracedCommands } from '../../../src/server/tracing/commands.ts';
import { tracedEvents } from '../../../src/server/tracing/events.ts';
import { tracedProjections } from '../../../src/server/tracing/projections.ts';
import { appendSpanId, traceIdOf } from '../../../src/server/tracing/trace-ids.ts';
import { Tracer } from '../../../src/server/tracing/tracer.ts';
import { counter, counterEvents } from '../../support/counter.ts';
import { counts } from '../../support/counting-projection.ts';

const ids = systemIds();
const counting: Projection = {
  name: 'test.counting',
  version: 1,
  collections: [counts],
  handles: ['CounterRaised'],
  project: () => [],
};

function tracing(ratio = 1, wrap: (store: EventStore) => EventStore = store => store) {
  const exporter = new InMemorySpanExporter();
  const tracer = new Tracer({ exporter, ratio, resource: {}, everyMs: 60_000 });
  const log = memoryEventStore();
  const plain = createCommandHandler({
    events: tracedEvents(wrap(log), tracer),
    catalogue: createCatalogue(counterEvents),
    clock: systemClock(),
    ids,
  });
  const commands = tracedCommands(plain, tracer, ids);
  return {
    tracer,
    log,
    raise: (context: Partial<CommandContext> = {}, stream = 'counter-1') =>
      commands.handle(stream, counter, { raiseBy: [1, 2] }, { actor: 'system:test', ...context }),
    async spans(): Promise<readonly ReadableSpan[]> {
      // Ended spans wait in the processor; the exporter forgets them when it ends.
      const seen: ReadableSpan[] = [];
      const { export: send } = exporter;
      exporter.export = (spans, done) => {
        seen.push(...spans);
        send.call(exporter, spans, done);
      };
      await tracer.close();
      return seen;
    },
  };
}

const named = (spans: readonly ReadableSpan[], name: string) => spans.filter(span => span.name === name);

test('a command that nobody asked for begins a trace, and its events bear its number', async () => {
  const { raise, spans, log } = tracing();
  const result = await raise();
  if (result.kind !== 'accepted') throw new Error(result.kind);
  const [command] = named(await spans(), 'command counter');
  expect(command!.parentSpanContext).toBeUndefined();
  expect(traceIdOf(result.events[0]!.correlationId)).toBe(command!.spanContext().traceId);
  expect((await log.eventAt(result.position))!.correlationId).toBe(result.events[0]!.correlationId);
});

test('a command that an event led to lies in the trace of that event, below its append', async () => {
  const { raise, spans } = tracing();
  const cause = await raise();
  if (cause.kind !== 'accepted') throw new Error(cause.kind);
  const { id, correlationId } = cause.events[0]!;
  await raise({ correlationId, causationId: id }, 'counter-2');
  const all = await spans();
  const [first, second] = named(all, 'command counter');
  const [append] = named(all, 'append counter');
  expect(append!.spanContext().spanId).toBe(appendSpanId(id));
  expect(second!.spanContext().traceId).toBe(first!.spanContext().traceId);
  expect(second!.parentSpanContext?.spanId).toBe(append!.spanContext().spanId);
});

test('a command with a correlation of its own lies in the trace of that, linked to what gave it', async () => {
  const { tracer, raise, spans } = tracing();
  const span = tracer.start('outer', { parent: { traceId: traceIdOf(ids.next())! } });
  const correlationId = ids.next();
  await tracer.during({ span, conflicts: 0 }, () => raise({ correlationId }));
  span.end();
  const [command] = named(await spans(), 'command counter');
  expect(command!.spanContext().traceId).toBe(traceIdOf(correlationId));
  expect(command!.links.map(({ context }) => context.spanId)).toEqual([span.spanContext().spanId]);
});

test('conflicts are counted, each with the append that met it', async () => {
  let conflicts = 2;
  const { raise, spans } = tracing(1, store => {
    const { append } = store;
    return Object.assign(Object.create(store) as EventStore, {
      append: ((stream, expected, events) =>
        conflicts-- > 0
          ? Promise.resolve({ kind: 'conflict', actual: 7 })
          : append.call(store, stream, expected, events)) as EventStore['append'],
    });
  });
  expect((await raise()).kind).toBe('accepted');
  const all = await spans();
  expect(named(all, 'command counter')[0]!.attributes['muster.conflicts']).toBe(2);
  const appends = named(all, 'append counter');
  expect(appends.map(({ attributes }) => attributes['muster.outcome'])).toEqual([
    'conflict',
    'conflict',
    'appended',
  ]);
  expect(new Set(appends.map(span => span.spanContext().spanId)).size).toBe(3);
});

test('a failure tells its name and nothing of what it says', async () => {
  const { raise, spans } = tracing(1, store =>
    Object.assign(Object.create(store) as EventStore, {
      append: async () => {
        throw new TypeError('hush');
      },
    }),
  );
  await expect(raise()).rejects.toThrow('hush');
  const all = await spans();
  for (const span of all)
    expect([span.status.code, span.attributes['muster.outcome'], span.attributes['error.type']]).toEqual([
      2,
      'failed',
      'TypeError',
    ]);
  expect(all).toHaveLength(2);
});

test('the part that is traced is the same in commands, appends and projections', async () => {
  const { tracer, log, raise, spans } = tracing(0.5);
  const read = new MemoryReadStore();
  const runner = createProjectionRunner({
    events: log,
    read,
    clock: systemClock(),
    projections: [counting],
    observer: tracedProjections(tracer),
  });
  await runner.start();
  for (let number = 0; number < 60; number++) await raise({}, `counter-${number}`);
  await runner.reached(await log.lastPosition());
  await runner.stop();
  const all = await spans();
  const traces = (prefix: string) =>
    all
      .filter(({ name }) => name.startsWith(prefix))
      .map(span => span.spanContext().traceId)
      .sort();
  const commands = traces('command');
  expect(commands.length).toBeGreaterThan(5);
  expect(commands.length).toBeLessThan(55);
  expect(traces('append')).toEqual(commands);
  expect(traces('project')).toEqual(commands);
});

test('an old event makes no span: whoever catches up tells nothing', async () => {
  const { tracer, log, raise, spans } = tracing();
  await raise();
  const observer = tracedProjections(tracer);
  for await (const batch of log.readAll(0)) {
    const old = batch.map(event => ({ ...event, at: '2026-01-01T00:00:00.000Z' }));
    observer.applied(counting, old, 1);
  }
  expect(named(await spans(), 'project test.counting')).toEqual([]);
});

test('what waits for a collector is bounded', async () => {
  const exporter = new InMemorySpanExporter();
  let sent = 0;
  const unanswered: (() => void)[] = [];
  exporter.export = (spans, done) => {
    sent += spans.length;
    unanswered.push(() => done({ code: 1 }));
  };
  const tracer = new Tracer({ exporter, ratio: 1, resource: {}, everyMs: 60_000 });
  for (let count = 0; count < 20_000; count++)
    tracer.start('one', { parent: { traceId: traceIdOf(ids.next())! } }).end();
  expect(sent).toBe(512);
  await tracer.close();
  for (const answer of unanswered) answer();
  expect(sent).toBeLessThanOrEqual(512 + 4_096);
});
