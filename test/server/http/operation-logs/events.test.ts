import { readFileSync } from 'node:fs';
import type { StoredEvent } from '../../../../domain/kernel/index.ts';
import { toEventRow } from '../../../../src/server/http/events/schemas.ts';

test('the list of events tells that operations were recorded, and not what they were', () => {
  const event = JSON.parse(readFileSync('test/golden/OperationsRecorded.v1.json', 'utf8')) as StoredEvent;
  expect(JSON.stringify(event)).toContain('"body"');
  expect(toEventRow(event)).toMatchObject({ type: 'OperationsRecorded', stream: event.stream });
  expect(toEventRow(event).data).toEqual({
    deviceId: '019a0000-0000-7000-8000-000000000001',
    seq: 1_788_220_800_000,
    parts: [{ day: '2026-09-01', records: 2 }],
  });
});
