import {
  bulkAct,
  bulkRefusals,
  type BulkCommand,
  type BulkEvent,
  type BulkRefusal,
  type BulkWish,
} from '../../../domain/devices/index.ts';
import { spec } from '../../support/spec.ts';

const at = '2026-11-30T09:00:00.000Z';
const begin = (wish: BulkWish, within?: readonly string[]): BulkCommand => ({
  type: 'BeginBulkAct',
  at,
  wish,
  filter: 'department.eq.Plant A',
  devices: 2_500,
  reason: 'reform',
  ...(within && { within }),
});
const begun = (wish: BulkWish, within?: string[]): BulkEvent => ({
  type: 'BulkActBegun',
  data: {
    since: at,
    reason: 'reform',
    wish,
    filter: 'department.eq.Plant A',
    devices: 2_500,
    ...(within && { within }),
  },
});
const undone: BulkEvent = { type: 'BulkActUndone', data: { since: at } };
const place: BulkWish = { kind: 'place', department: 'Plant B' };
const undo = (within?: readonly string[]): BulkCommand => ({
  type: 'UndoBulkAct',
  at,
  ...(within && { within }),
});

test('an act is begun once, ends, and is taken back once', () => {
  spec(bulkAct).givenNothing.when(begin(place)).then(begun(place));
  spec(bulkAct).given(begun(place)).when(begin(place)).thenNothing();
  const numbers = { outcome: 'done', changed: 2_499, already: 0, refused: 1 } as const;
  spec(bulkAct)
    .given(begun(place))
    .when({ type: 'EndBulkAct', at, ...numbers })
    .then({ type: 'BulkActEnded', data: { since: at, ...numbers } });
  spec(bulkAct).given(begun(place)).when(undo()).then(undone);
});

test('who is restricted takes back what was done within the same departments or below them', () => {
  spec(bulkAct)
    .given(begun(place, ['Plant A']))
    .when(undo(['Plant A']))
    .then(undone);
  spec(bulkAct)
    .given(begun(place, ['Plant A/Quality']))
    .when(undo(['Plant A']))
    .then(undone);
});

const refusals: Readonly<Record<BulkRefusal, readonly (readonly [readonly BulkEvent[], BulkCommand])[]>> = {
  BULK_ACT_UNKNOWN: [
    [[], undo()],
    [[begun(place)], undo(['Plant A'])],
    [[begun(place, ['Plant AB'])], undo(['Plant A'])],
    [[begun(place, ['Plant A', 'Plant B'])], undo(['Plant A'])],
  ],
  BULK_ACT_UNDONE: [[[begun(place), undone], undo()]],
  BULK_ACT_FINAL: [
    [[begun({ kind: 'remove' })], undo()],
    [[begun({ kind: 'tell', order: 'restart' })], undo()],
  ],
};
test('every refusal is specified', () => {
  expect(Object.keys(refusals).sort()).toStrictEqual([...bulkRefusals].sort());
});
test.each(
  Object.entries(refusals).flatMap(([code, cases]) =>
    cases.map(([given, command]) => ({ code, given, command })),
  ),
)('$code: $given', ({ code, given, command }) => {
  spec(bulkAct)
    .given(...given)
    .when(command)
    .thenRefused(code as BulkRefusal);
});
