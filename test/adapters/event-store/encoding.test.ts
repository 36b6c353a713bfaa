import fc from 'fast-check';
import { decode, encode } from '../../../adapters/event-store/encoding.ts';
import type { NewEvent } from '../../../domain/kernel/index.ts';

const event: NewEvent = {
  id: '0190b7d0-0000-7000-8000-000000000000',
  at: '2026-01-05T00:00:00.000Z',
  type: 'Happened',
  schemaVersion: 1,
  actor: 'system:test',
  correlationId: '0190b7d0-0000-7000-8000-000000000000',
  causationId: null,
  data: null,
};

test('an event reads back with the time it was written with, whatever day was read before', () => {
  const times = fc.date({
    min: new Date('0000-01-01T00:00:00.000Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(fc.array(times, { minLength: 2 }), moments => {
      for (const moment of moments) {
        const at = moment.toISOString();
        const encoded = encode({ ...event, at });
        expect(decode(encoded.type, encoded.at, encoded.body).at).toBe(at);
      }
    }),
  );
});
