import fc from 'fast-check';
import { MemoryReadStore } from '../../../adapters/read-store/memory.ts';
import { readStoreCompliance } from '../../compliance/read-store.ts';
import { readStoreRandomCompliance } from '../../compliance/read-store-random.ts';
import { scenario } from '../../compliance/read-store/scenarios.ts';
import { everything, Subject, things } from '../../compliance/read-store/things.ts';

readStoreCompliance('memory', () => Promise.resolve(new MemoryReadStore()));

// The oracle against itself: scenarios and questions are sound, and two stores share nothing.
readStoreRandomCompliance('memory', () => Promise.resolve(new MemoryReadStore()), { scenarios: 20 });

test('law: as of a position is what was there when that was the last position', async () => {
  await fc.assert(
    fc.asyncProperty(scenario(true), async steps => {
      const batches = steps.flatMap(step => (step.kind === 'apply' ? [step] : []));
      const whole = await Subject.over(new MemoryReadStore());
      const growing = await Subject.over(new MemoryReadStore());
      for (const { events, position, at } of batches)
        await whole.store.apply(everything.name, events, position, at);
      for (const event of batches.flatMap(({ events }) => events)) {
        await growing.store.apply(everything.name, [event], event.position, event.at);
        const then = await whole.store.find(things.name, {
          limit: 1_000,
          asOf: { position: event.position },
        });
        expect(then).toEqual(await growing.store.find(things.name, { limit: 1_000 }));
      }
    }),
    { numRuns: 50 },
  );
});
