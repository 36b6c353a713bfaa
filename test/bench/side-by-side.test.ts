import { sideBySide } from './support/side-by-side.ts';

async function answered(rows: Readonly<Record<string, readonly string[]>>): Promise<string[]> {
  const answer: string[] = [];
  const measure = async function* (subject: string) {
    yield* rows[subject] ?? [];
  };
  for await (const row of sideBySide(Object.keys(rows), measure)) answer.push(row);
  return answer;
}

it('answers the rows of one work next to each other, in the order of the subjects', async () => {
  expect(await answered({ a: ['a1', 'a2'], b: ['b1', 'b2'] })).toEqual(['a1', 'b1', 'a2', 'b2']);
  expect(await answered({ a: ['a1', 'a2'] })).toEqual(['a1', 'a2']);
});

it('refuses rows that have no counterpart', async () => {
  await expect(answered({ a: ['a1', 'a2'], b: ['b1'] })).rejects.toThrow('rows of different number: 2, 1');
});

it('measures one subject after the other, never two at once', async () => {
  let underWay = 0;
  const measure = async function* (subject: string) {
    expect(++underWay).toBe(1);
    await new Promise(resolve => setImmediate(resolve));
    yield subject;
    underWay--;
  };
  for await (const _ of sideBySide(['a', 'b', 'c'], measure));
  expect(underWay).toBe(0);
});
