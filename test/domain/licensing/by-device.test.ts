import { valueFor, withoutDevice, withValue, type ByDevice } from '../../../domain/licensing/by-device.ts';

test('holds what a map holds, whatever ids begin and end alike', () => {
  const ids = [
    'a',
    'aa',
    '1-a',
    '11-a',
    '1',
    '-1',
    '01a2-7a',
    'x01a2-7a',
    '01a2-7',
    '__proto__',
    'constructor',
  ];
  const map = new Map<string, number>();
  let all: ByDevice = {};
  for (let step = 0; step < 500; step++) {
    const id = ids[(step * 7) % ids.length]!;
    if (step % 3 === 2) {
      map.delete(id);
      all = withoutDevice(all, id);
    } else {
      map.set(id, (step % 5) - 1);
      all = withValue(all, id, (step % 5) - 1);
    }
    expect(ids.map(each => valueFor(all, each))).toEqual(ids.map(each => map.get(each)));
  }
});

test('changes nothing of what it was made from', () => {
  const before = withValue({}, 'a', 1);
  const text = JSON.stringify(before);
  withValue(before, 'a', 2);
  withoutDevice(before, 'a');
  expect(JSON.stringify(before)).toBe(text);
  expect(withoutDevice(before, 'b')).toBe(before);
});
