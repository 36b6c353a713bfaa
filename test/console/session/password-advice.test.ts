import { adviceOn, type Advice } from '../../../src/console/session/password-advice.ts';

const said = (password: string, own: readonly string[] = []) =>
  Object.fromEntries(adviceOn(password, own).map(({ key, followed }) => [key, followed])) as Record<
    Advice['key'],
    boolean | null
  >;

test.each([
  ['Quiet harbour 9', true],
  ['Ｑｕｉｅｔ ｈａｒｂｏｕｒ ９', true],
  ['Quietharbour9', false],
  ['quiet harbour 9', false],
  ['QUIET HARBOUR 9', false],
  ['Quiet harbour', false],
  ['', false],
])('ACC-013 %j mixes upper and lower case, digits and symbols: %s', (password, mixed) => {
  expect(said(password).mix).toBe(mixed);
});

test.each([
  ['harbour 12345', false],
  ['harbour 8765', false],
  ['harbour Qwert', false],
  ['harbour FEDC', false],
  ['harbour 7890', false],
  ['harbour 123', true],
  ['', false],
])('ACC-013 %j holds no obvious sequence: %s', (password, without) => {
  expect(said(password).sequences).toBe(without);
});

test('ACC-013 one’s own name is seen; whether it is a friend’s, or a word of a dictionary, nobody can tell', () => {
  const own = ['m.kimura', 'Kimura Megumi'];
  expect(said('megumi at the sea', own).names).toBe(false);
  expect(said('KIMURA at the sea', own).names).toBe(false);
  expect(said('a quiet harbour', own)).toMatchObject({ names: null, words: null });
  // Short parts of names stand in half of all words.
  expect(said('a map of the sea', ['m.a', 'Ma Li']).names).toBeNull();
});
