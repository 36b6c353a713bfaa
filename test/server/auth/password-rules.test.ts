import { commonPasswords } from '../../../src/server/auth/common-passwords.ts';
import { checkPassword } from '../../../src/server/auth/password-rules.ts';
import { AppError } from '../../../src/server/errors/index.ts';

function refusal(password: string, current?: string): unknown {
  try {
    checkPassword('kimura', password, current);
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error.code, error.extras.details?.['reason']];
  }
}

test.each([
  'a quiet harbour at night',
  'lantern-quarry-violet',
  '静かな港の夜に灯る三つの明かり',
  'x7#Qm2!vLp9z',
])('%j is taken', password => expect(refusal(password)).toBeNull());

test.each([
  ['eleven char', 'short'],
  ['静かな港の夜に灯る', 'short'],
  ['the Kimura house', 'user-id'],
  ['ＫＩＭＵＲＡ at home', 'user-id'],
  ['abababababababab', 'repetitive'],
  ['password1234', 'well-known'],
  ['Ｐａｓｓｗｏｒｄ１２３４', 'well-known'],
  ['123456789012', 'well-known'],
  ['098 1234567890', 'well-known'],
  ['qwertyuiop12', 'well-known'],
  ['dragonmonkey!', 'well-known'],
  ['Sunshine Princess', 'well-known'],
  ['P@ssw0rdP@ssw0rd', 'well-known'],
  ['administrator2026', 'well-known'],
])('%j is refused: %s', (password, reason) => {
  expect(refusal(password)).toEqual(['PASSWORD_TOO_WEAK', reason]);
});

test('the old one is not a new one, however it was typed', () => {
  expect(refusal('a quiet harbour 9', 'a quiet harbour 9')).toEqual(['PASSWORD_UNCHANGED', undefined]);
  expect(refusal('ａ ｑｕｉｅｔ harbour 9', 'a quiet harbour 9')).toEqual(['PASSWORD_UNCHANGED', undefined]);
});

test('of common passwords the longer ones are taken out before the shorter ones inside them', () => {
  const lengths = commonPasswords.map(word => word.length);
  expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
  expect(commonPasswords).toEqual([...new Set(commonPasswords)].map(word => word.toLowerCase()));
  expect(commonPasswords.length).toBeGreaterThan(200);
});
