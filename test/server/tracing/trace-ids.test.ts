import { systemIds } from '../../../adapters/platform/index.ts';
import { appendSpanId, parseTraceparent, traceIdOf, uuidOf } from '../../../src/server/tracing/trace-ids.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';

test('a correlation id and a trace id are each other', () => {
  const uuid = systemIds().next();
  expect(uuidOf(traceIdOf(uuid)!)).toBe(uuid);
  expect(uuidOf(trace)).toBe('4bf92f35-77b3-4da6-a3ce-929d0e0e4736');
  for (const none of ['', 'import of 3 May', '00000000-0000-0000-0000-000000000000', `${trace}0`])
    expect(traceIdOf(none)).toBeNull();
});

test('the id of an append is a span id for any id of an event', () => {
  const ids = systemIds();
  const some = ['stream/a/0', 'stream/a/1', 'stream/b/0'].map(name => appendSpanId(ids.from(name)));
  expect(new Set(some).size).toBe(3);
  for (const id of [...some, appendSpanId('nonsense'), appendSpanId('0'.repeat(32))])
    expect(id).toMatch(/^(?!0+$)[0-9a-f]{16}$/);
});

test.each<[string | undefined, boolean | null]>([
  [`00-${trace}-${span}-01`, true],
  [`00-${trace}-${span}-00`, false],
  [`00-${trace}-${span}-03`, true],
  [`cc-${trace}-${span}-01-what-the-future-is`, true],
  [undefined, null],
  ['', null],
  [`ff-${trace}-${span}-01`, null],
  [`00-${trace}-${span}-01-more`, null],
  [`00-${'0'.repeat(32)}-${span}-01`, null],
  [`00-${trace}-${'0'.repeat(16)}-01`, null],
  [`00-${trace.toUpperCase()}-${span}-01`, null],
  [`00-${trace}-${span}`, null],
])('traceparent %s', (header, sampled) => {
  expect(parseTraceparent(header)).toEqual(
    sampled === null ? null : { traceId: trace, spanId: span, sampled },
  );
});
