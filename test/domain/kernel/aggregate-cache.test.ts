import { AggregateCache } from '../../../domain/kernel/aggregate-cache.ts';

const folded = (text: string) => ({ state: { text }, revision: 0, position: 1, lastEventId: 'e' });

test('large aggregates push out each other and no small ones; so do small ones', () => {
  const cache = new AggregateCache(10_000);
  for (let number = 0; number < 20; number++) cache.set(`command-${number}`, folded('nothing to do'));
  for (let number = 0; number < 20; number++) cache.set(`device-${number}`, folded('x'.repeat(2_000)));
  const kept = (kind: string) =>
    Array.from({ length: 20 }, (_, number) => number).filter(number => cache.get(`${kind}-${number}`));
  expect(kept('command')).toHaveLength(20);
  expect(kept('device')).toEqual([16, 17, 18, 19]);
  for (let number = 20; number < 2_000; number++) cache.set(`command-${number}`, folded('nothing to do'));
  expect(kept('command')).toEqual([]);
  expect(kept('device')).toEqual([16, 17, 18, 19]);
});

test('an aggregate that outgrows the small ones is found as it is now', () => {
  const cache = new AggregateCache(10_000);
  cache.set('device-1', folded('new'));
  cache.set('device-1', folded('y'.repeat(2_000)));
  expect(cache.get('device-1')).toEqual(folded('y'.repeat(2_000)));
  cache.set('device-1', folded('removed'));
  expect(cache.get('device-1')).toEqual(folded('removed'));
});

test('what is used again stays when those before it go', () => {
  const cache = new AggregateCache(10_000);
  cache.set('configurations', folded('used by all'));
  for (let number = 0; number < 2_000; number++) {
    cache.set(`command-${number}`, folded('nothing to do'));
    expect(cache.get('configurations')).toBeDefined();
  }
  expect(cache.get('command-0')).toBeUndefined();
});
