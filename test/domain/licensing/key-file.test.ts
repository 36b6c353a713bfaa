import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import { readKeyFile } from '../../../domain/licensing/index.ts';
import { LicenceIssuer } from '../../support/licence-keys.ts';

const issuer = new LicenceIssuer();
const read = (text: string, from = issuer) =>
  readKeyFile(text, (signed, signature) => ledgerCrypto.verify(from.publicKey, signed, signature));

test('a key file is read as it was issued, however it is laid out', () => {
  const key = {
    serial: 'S-1',
    holder: '例製作所',
    product: 'muster',
    devices: 300,
    issued: '2026-01-01',
    expires: '2027-03-31',
  };
  const text = issuer.issue(300, key);
  expect(read(text)).toStrictEqual({ kind: 'key', key });
  const { signature, ...rest } = JSON.parse(text) as Record<string, unknown>;
  const reordered = JSON.stringify({ signature, ...Object.fromEntries(Object.entries(rest).toReversed()) });
  expect(read(reordered)).toStrictEqual({ kind: 'key', key });
});

test.each([
  ['more devices', { devices: 9_999 }],
  ['another holder', { holder: 'Somebody' }],
  ['another serial', { serial: 'S-2' }],
  ['a later end', { expires: '2099-12-31' }],
])('a key changed after it was signed is refused: %s', (_what, change) => {
  const text = issuer.issue(10, { serial: 'S-1', expires: '2027-01-01' });
  const changed = { ...(JSON.parse(text) as object), ...change };
  expect(read(JSON.stringify(changed))).toMatchObject({ kind: 'refused', code: 'LICENCE_KEY_SIGNATURE' });
});

test('the key of another issuer is refused', () => {
  expect(read(new LicenceIssuer().issue(10))).toStrictEqual({
    kind: 'refused',
    code: 'LICENCE_KEY_SIGNATURE',
    details: { serial: 'MUSTER-0001' },
  });
});

test('a key for another product is refused, though its signature is good', () => {
  expect(read(issuer.issue(10, { product: 'other' }))).toStrictEqual({
    kind: 'refused',
    code: 'LICENCE_KEY_OTHER_PRODUCT',
    details: { product: 'other' },
  });
});

test.each([
  ['nothing', '', {}],
  ['no JSON', 'MUSTER LICENCE', {}],
  ['a list', '[]', {}],
  ['a number', '1', {}],
  ['no devices', issuer.issue(0), { field: 'devices' }],
  ['half a device', issuer.issue(1.5), { field: 'devices' }],
  ['no date', issuer.issue(1, { issued: 'yesterday' }), { field: 'issued' }],
  ['a day that is none', issuer.issue(1, { expires: '2026-02-30' }), { field: 'expires' }],
])('what is not a key file says what is wrong: %s', (_what, text, details) => {
  expect(read(text)).toStrictEqual({ kind: 'refused', code: 'LICENCE_KEY_MALFORMED', details });
});

test('a file with something besides the key, or without its signature, is not one', () => {
  const key = JSON.parse(issuer.issue(1)) as Record<string, unknown>;
  expect(read(JSON.stringify({ ...key, note: 'x' }))).toMatchObject({ code: 'LICENCE_KEY_MALFORMED' });
  const { signature: _signature, ...unsigned } = key;
  expect(read(JSON.stringify(unsigned))).toMatchObject({
    code: 'LICENCE_KEY_MALFORMED',
    details: { field: 'signature' },
  });
});
