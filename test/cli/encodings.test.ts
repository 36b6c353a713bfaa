import { parseEncoding } from '../../src/cli/encodings.ts';
import { encodings, recode, type Encoding } from '../../src/server/csv/encodings.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function recoded(text: string, encoding: Encoding, piece = 3): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of recode(inPieces(new TextEncoder().encode(text), piece), encoding))
    parts.push(part);
  return Buffer.concat(parts).toString('hex');
}

describe('encodings of exports', () => {
  const text = '端末A,ｱ\n';

  // Byte sequences made with iconv(1), an implementation of its own.
  const expected: Readonly<Record<Encoding, string>> = {
    'US-ASCII': '3f3f412c3f0a',
    'ISO-8859-1': '3f3f412c3f0a',
    'UTF-8': 'efbbbfe7abafe69cab412cefbdb10a',
    'UTF-8N': 'e7abafe69cab412cefbdb10a',
    'UTF-16': 'feff7aef672b0041002cff71000a',
    'UTF-16LE': 'ef7a2b6741002c0071ff0a00',
    'UTF-16BE': '7aef672b0041002cff71000a',
    MS932: '925b9696412cb10a',
    'Shift-JIS': '925b9696412cb10a',
    'EUC-JP': 'c3bccbf6412c8eb10a',
    JIS: '1b2442433c4b761b2842412c3f0a',
  };

  it.each(encodings)('CLI-013 writes %s, whatever the pieces it arrives in', async encoding => {
    for (const piece of [1, 2, 3, 7, 100])
      expect(await recoded(text, encoding, piece)).toBe(expected[encoding]);
  });

  it('CLI-013 finds an encoding in any letter case and names the known ones otherwise', () => {
    expect(parseEncoding('shift-jis')).toBe('Shift-JIS');
    expect(() => parseEncoding('EBCDIC')).toThrow('Known: US-ASCII');
  });
});
