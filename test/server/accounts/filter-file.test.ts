import type { FilterFile } from '../../../src/server/accounts/filter-file.ts';
import {
  FilterFileError,
  isWritable,
  readFilterFile,
  writeFilterFile,
} from '../../../src/server/accounts/filter-file.ts';

const file: FilterFile = {
  type: 'device',
  name: ' Büro <1> & "端末"\t',
  criteria: ["name.eq.'a\r\n\tb'", 'search(]]>)', 'memory.gte.4096,lt.8192'],
  fields: [
    { name: 'name', type: 'text' },
    { name: 'memory', type: 'integer' },
  ],
  sort: '-memory,name',
  columns: 'name,memory',
};
const plain = '<name>x</name>';
const wrapped = (inner: string, attributes = 'version="1" type="device"') =>
  `<musterFilter ${attributes}>${inner}</musterFilter>`;

test('what is written is read as it was, whatever characters it holds', () => {
  expect(readFilterFile(writeFilterFile(file))).toEqual(file);
  const bare: FilterFile = { type: 'inssoft', name: 'all', criteria: [], fields: [] };
  expect(readFilterFile(writeFilterFile(bare))).toEqual(bare);
});

test('what XML cannot hold is known before it is written', () => {
  expect(isWritable(file)).toBe(true);
  for (const text of ['a\u0000b', 'a\u001bb', 'a\ud800b', 'a\uffffb'])
    expect(isWritable({ name: 'x', criteria: [text] })).toBe(false);
  expect(isWritable({ name: '😀', criteria: [] })).toBe(true);
});

test.each([
  ['nothing', ''],
  ['no XML', 'name,memory\n'],
  ['a document type', `<!DOCTYPE x [<!ENTITY e "boom">]>${wrapped(plain)}`],
  ['an external document type', `<!DOCTYPE musterFilter SYSTEM "file:///etc/passwd">${wrapped(plain)}`],
  ['an entity of its own', wrapped('<name>&e;</name>')],
  ['another root', '<filter version="1" type="device"><name>x</name></filter>'],
  ['another version', wrapped(plain, 'version="2" type="device"')],
  ['another type', wrapped(plain, 'version="1" type="constructor"')],
  ['no name', wrapped('<criterion>name.eq.x</criterion>')],
  ['two names', wrapped(plain + plain)],
  ['an unknown element', wrapped(`${plain}<script>x</script>`)],
  ['an element of every object', wrapped(`${plain}<constructor>x</constructor>`)],
  ['an element in a text', wrapped('<name>x<name>y</name></name>')],
  ['an attribute', wrapped('<name lang="en">x</name>')],
  ['a field without type', wrapped(`${plain}<field name="memory"/>`)],
  ['text between elements', wrapped(`${plain}stray`)],
  ['an end that is missing', '<musterFilter version="1" type="device"><name>x</name>'],
  ['too many elements', wrapped(plain + '<criterion>a.any</criterion>'.repeat(5_000))],
  ['deep nesting', '<a>'.repeat(100_000)],
])('a file with %s is refused', (_what, text) => {
  expect(() => readFilterFile(text)).toThrow(FilterFileError);
});
