import { fixedClock } from '../../../adapters/platform/index.ts';
import { memoryWhiteboard } from '../../../adapters/whiteboard/memory.ts';
import { openMongoWhiteboard } from '../../../adapters/whiteboard/mongodb.ts';
import { whiteboardCompliance } from '../../compliance/whiteboard.ts';
import { describeMongodb, mongodbOfSuite } from '../../support/mongodb.ts';

whiteboardCompliance('memory', async clock => {
  const board = memoryWhiteboard(clock);
  return [board, board];
});

test('the one in memory keeps so many notes of a kind, the newest', async () => {
  const board = memoryWhiteboard(fixedClock(), 2);
  const later = '2026-01-05T10:00:00.000Z';
  for (const id of ['a', 'b', 'a', 'c']) await board.add('rate', id, 1, {}, later);
  await board.put('job', 'x', {}, later);
  expect((await board.list('rate')).map(({ id, count }) => [id, count])).toEqual([
    ['a', 2],
    ['c', 1],
  ]);
  expect(await board.list('job')).toHaveLength(1);
});

describeMongodb('whiteboard in MongoDB', () => {
  const mongodb = mongodbOfSuite();
  whiteboardCompliance('mongodb', async clock => {
    const address = mongodb.database();
    const [one, other] = [await mongodb.connect(address), await mongodb.connect(address)];
    return [await openMongoWhiteboard(one, clock), await openMongoWhiteboard(other, clock)];
  });

  test('notes whose time is over are cleared away', async () => {
    const clock = fixedClock();
    const connection = await mongodb.connect();
    const board = await openMongoWhiteboard(connection, clock);
    const inMs = (ms: number): string => new Date(Date.parse(clock.now()) + ms).toISOString();
    await board.add('rate', 'x', 1, {}, inMs(60_000));
    clock.advance(120_000);
    await board.add('rate', 'y', 1, {}, inMs(60_000));
    expect(await connection.db.collection('whiteboard').countDocuments()).toBe(1);
  });
});
