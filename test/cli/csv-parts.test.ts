import { partsOf, type PartBounds } from '../../src/cli/csv-parts.ts';

const text = 'a,b\r\n1,"x\ny"\r\n2,"say ""so"""\r\n3,z\r\n';

async function parts(size: number, bounds: PartBounds, whole = text): Promise<string[]> {
  const bytes = Buffer.from(whole);
  const chunks = (async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  })();
  const found: string[] = [];
  for await (const part of partsOf(chunks, bounds)) {
    let said = '';
    for await (const chunk of part) said += Buffer.from(chunk).toString();
    found.push(said);
  }
  return found;
}

describe.each([1, 2, 3, 7, 100])('LOG-036: read in pieces of %i bytes', size => {
  test('one file where there is room', async () => {
    expect(await parts(size, { lines: 3 })).toEqual([text]);
    expect(await parts(size, { bytes: 1_000 })).toEqual([text]);
  });

  test('each file has the head and so many lines; a line is never cut', async () => {
    expect(await parts(size, { lines: 2 })).toEqual([
      'a,b\r\n1,"x\ny"\r\n2,"say ""so"""\r\n',
      'a,b\r\n3,z\r\n',
    ]);
  });

  test('and no more bytes than are wanted, but one line at least', async () => {
    expect(await parts(size, { bytes: 1 })).toEqual([
      'a,b\r\n1,"x\ny"\r\n',
      'a,b\r\n2,"say ""so"""\r\n',
      'a,b\r\n3,z\r\n',
    ]);
  });

  test('a file without data has its head', async () => {
    expect(await parts(size, { lines: 1 }, 'a,b\r\n')).toEqual(['a,b\r\n']);
  });
});
