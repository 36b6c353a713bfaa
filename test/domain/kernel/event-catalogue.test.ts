import { z } from 'zod';
import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import {
  createCatalogue,
  defineEvent,
  EventSchemaError,
  NewerEventError,
  personal,
  personalFields,
  readWholeStream,
  withSchemas,
  type EventStore,
  type NewEvent,
  type StoredEvent,
} from '../../../domain/kernel/index.ts';
import { counterEvents } from '../../support/counter.ts';
import { eventFactory } from '../../support/events.ts';

const event = eventFactory();
const raised = (data: unknown, schemaVersion = 2): NewEvent =>
  event({ type: 'CounterRaised', schemaVersion, data });

async function readPages(store: EventStore): Promise<(readonly StoredEvent[])[]> {
  const pages: (readonly StoredEvent[])[] = [];
  for await (const page of store.readAll(0)) pages.push(page);
  return pages;
}

describe('event catalogue', () => {
  const catalogue = createCatalogue(counterEvents);

  test('two definitions of one name are refused, the same one twice is not', () => {
    expect(() => createCatalogue(counterEvents, counterEvents)).not.toThrow();
    expect(() =>
      createCatalogue(counterEvents, { other: defineEvent('CounterRaised', 1, z.null()) }),
    ).toThrow('two definitions of event CounterRaised');
  });

  test('a version without upcaster from the one before is refused', () => {
    expect(() => defineEvent('X', 3, z.null(), { 1: data => data })).toThrow('no upcaster from 2');
  });

  test.each([
    ['an unknown type', event({ type: 'Nonsense' }), 'event Nonsense: no such event type in the catalogue'],
    [
      'an old version',
      raised({ by: 1 }, 1),
      'event CounterRaised: schemaVersion 1: version 2 is written today',
    ],
    ['wrong data', raised({ by: 1, note: 3 }), 'data.note: Invalid input: expected string, received number'],
    ['an unknown field', raised({ by: 1, note: '', more: 1 }), 'data: Unrecognized key: "more"'],
  ])('%s is an error that names the place, and nothing is appended', async (_name, wrong, message) => {
    const raw = memoryEventStore();
    const store = withSchemas(raw, catalogue);
    const appending = store.append('counter-1', 'none', [raised({ by: 1, note: '' }), wrong]);
    await expect(appending).rejects.toThrow(message);
    await expect(appending).rejects.toBeInstanceOf(EventSchemaError);
    expect(await raw.lastPosition()).toBe(0);
  });

  describe('what a newer version of the program wrote', () => {
    const newer = createCatalogue(counterEvents, { Renamed: defineEvent('CounterRenamed', 1, z.null()) });
    const written = async () => {
      const raw = memoryEventStore();
      await withSchemas(raw, newer).append('counter-1', 'none', [
        raised({ by: 1, note: '' }),
        event({ type: 'CounterRenamed', data: null }),
      ]);
      await raw.append('counter-2', 'none', [raised({ by: '1 apple' }, 3)]);
      return raw;
    };

    test('is not decided by: its stream is refused, be it a new type or a new version of one', async () => {
      const store = withSchemas(await written(), catalogue, { newer: 'as-stored' });
      const type = readWholeStream(store, 'counter-1');
      await expect(type).rejects.toBeInstanceOf(NewerEventError);
      await expect(type).rejects.toThrow(
        'event CounterRenamed: position 2 is of a type this program does not know: a newer version of it wrote this event',
      );
      await expect(readWholeStream(store, 'counter-2')).rejects.toThrow(
        'event CounterRaised: position 3 has schemaVersion 3, this program knows 2: a newer version of it wrote this event',
      );
    });

    test('is read along the log as it is where that is asked for, and named by the catalogue', async () => {
      const store = withSchemas(await written(), catalogue, { newer: 'as-stored' });
      const [events] = await readPages(store);
      expect(events!.map(({ type, data }) => [type, data])).toEqual([
        ['CounterRaised', { by: 1, note: '' }],
        ['CounterRenamed', null],
        ['CounterRaised', { by: '1 apple' }],
      ]);
      expect((await store.eventAt(3))?.schemaVersion).toBe(3);
      expect(() => catalogue.require(events![0]!)).not.toThrow();
      for (const unknown of events!.slice(1))
        expect(() => catalogue.require(unknown)).toThrow(NewerEventError);
      await expect(readPages(withSchemas(await written(), catalogue))).rejects.toThrow(NewerEventError);
    });
  });

  test('old versions come out as that of today, by every way of reading; the log keeps what was written', async () => {
    const raw = memoryEventStore();
    await raw.append('counter-1', 'none', [raised({ by: 1 }, 1), raised({ by: 2, note: 'b' })]);
    const store = withSchemas(raw, catalogue);
    const today = [
      { schemaVersion: 2, data: { by: 1, note: '' } },
      { schemaVersion: 2, data: { by: 2, note: 'b' } },
    ];
    expect(await readWholeStream(store, 'counter-1')).toMatchObject(today);
    for await (const events of store.readAll(0)) expect(events).toMatchObject(today);
    const stop = new AbortController();
    for await (const message of store.subscribe(0, {}, stop.signal)) {
      if (message.kind === 'events') expect(message.events).toMatchObject(today);
      else stop.abort();
    }
    expect(await readWholeStream(raw, 'counter-1')).toMatchObject([
      { schemaVersion: 1, data: { by: 1 } },
      { schemaVersion: 2 },
    ]);
    expect.assertions(4);
  });
});

describe('personal fields', () => {
  test('are found wherever they are, with whose they are', () => {
    const name = personal(z.string(), 'user');
    interface Tree {
      owner?: string | undefined;
      below: Tree[];
    }
    const tree: z.ZodType<Tree> = z.lazy(() => z.object({ owner: name.optional(), below: z.array(tree) }));
    const schema = z.strictObject({
      plain: z.string(),
      lastUser: name.optional(),
      users: z.array(z.object({ name, groups: z.array(name) })),
      by: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('a'), account: personal(z.string(), 'account') }),
        z.object({ kind: z.literal('b') }),
      ]),
      map: z.record(z.string(), name.nullable()),
      pair: z.tuple([z.number(), name]),
      tree,
    });
    expect(personalFields(schema)).toEqual([
      { path: 'lastUser', whose: 'user' },
      { path: 'users.*.name', whose: 'user' },
      { path: 'users.*.groups.*', whose: 'user' },
      { path: 'by.account', whose: 'account' },
      { path: 'map.*', whose: 'user' },
      { path: 'pair.1', whose: 'user' },
      { path: 'tree.owner', whose: 'user' },
    ]);
  });
});
