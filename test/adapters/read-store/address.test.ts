import { redacted } from '../../../adapters/event-store/address.ts';
import { shownAddress } from '../../../adapters/read-store/open.ts';

describe.each([
  ['of a read store', shownAddress],
  ['of an event store', redacted],
])('an address %s is shown', (_, shown) => {
  test.each(['hush', 'hu/sh', 'hu?sh', 'hu@sh', 'hu%40sh'])('without the password %s', password => {
    expect(shown(`mongodb://muster:${password}@host/muster?tls=true`)).toBe('mongodb://host/muster');
  });

  test('as it is where it has none', () => {
    expect(shown('sqlite:/var/lib/muster/read')).toBe('sqlite:/var/lib/muster/read');
  });
});
