import { codeOf, fromBase32, otpauthUri, stepOf, toBase32 } from '../../../src/server/auth/totp.ts';

const secret = Buffer.from('12345678901234567890');

// The last six of the eight digits of RFC 6238, appendix B, SHA-1.
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('the code at %i seconds is that of RFC 6238', (seconds, code) => {
  expect(codeOf(secret, Math.floor(seconds / 30))).toBe(code);
});

test('a code is good in its own half minute and in the two beside it', () => {
  const step = 41_152_263;
  const code = codeOf(secret, step);
  const found = [-2, -1, 0, 1, 2].map(away => stepOf(secret, code, (step + away) * 30_000 + 17_000));
  expect(found).toEqual([null, step, step, step, null]);
});

test.each(['', '28708', '2870820', '28708a', '２８７０８２', '𝟐87082'])('%j is no code', text => {
  expect(stepOf(secret, text, 59_000)).toBeNull();
});

test.each([
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('base32 of %j is that of RFC 4648: %s', (text, encoded) => {
  expect(toBase32(Buffer.from(text))).toBe(encoded);
  expect(fromBase32(encoded).toString()).toBe(text);
});

test('apps read issuer, account and key from the link', () => {
  const uri = new URL(otpauthUri('kimura@example.org', 'MZXW6YTB'));
  expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
    'otpauth:',
    'totp',
    '/Muster:kimura@example.org',
  ]);
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    secret: 'MZXW6YTB',
    issuer: 'Muster',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});
