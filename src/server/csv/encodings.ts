import iconv from 'iconv-lite';
import { encodings, type Encoding } from '../../../domain/system/file-encodings/index.ts';

export { encodings, type Encoding };

const iconvNames: Readonly<Record<Exclude<Encoding, 'JIS'>, string>> = {
  'US-ASCII': 'ascii',
  'ISO-8859-1': 'latin1',
  'UTF-8': 'utf8',
  'UTF-8N': 'utf8',
  'UTF-16': 'utf16-be',
  'UTF-16LE': 'utf16-le',
  'UTF-16BE': 'utf16-be',
  MS932: 'cp932',
  'Shift-JIS': 'shift_jis',
  'EUC-JP': 'euc-jp',
};

/** The text of a file; a byte order mark is not part of it. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  const text =
    encoding === 'JIS'
      ? new TextDecoder('iso-2022-jp').decode(bytes)
      : iconv.decode(Buffer.from(bytes), iconvNames[encoding]);
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** Re-codes UTF-8 text on its way; characters that the target lacks become `?`. */
export async function* recode(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder();
  const encode =
    encoding === 'JIS' ? iso2022jp() : (text: string) => iconv.encode(text, iconvNames[encoding]);
  if (encoding === 'UTF-8') yield Uint8Array.of(0xef, 0xbb, 0xbf);
  if (encoding === 'UTF-16') yield Uint8Array.of(0xfe, 0xff);
  for await (const chunk of chunks) yield encode(decoder.decode(chunk, { stream: true }), false);
  yield encode(decoder.decode(), true);
}

/** ISO-2022-JP: JIS X 0208 is EUC-JP without the high bits, between two escape sequences; text ends in ASCII. */
function iso2022jp(): (text: string, last: boolean) => Uint8Array {
  let kanji = false;
  return (text, last) => {
    const out: number[] = [];
    const shift = (to: boolean) => {
      if (to !== kanji) out.push(0x1b, ...(to ? [0x24, 0x42] : [0x28, 0x42]));
      kanji = to;
    };
    for (const character of text) {
      const bytes = iconv.encode(character, 'euc-jp');
      const [lead = 0x3f, trail = 0] = bytes;
      const doubleByte = bytes.length === 2 && lead >= 0xa1;
      shift(doubleByte);
      if (doubleByte) out.push(lead & 0x7f, trail & 0x7f);
      else out.push(bytes.length === 1 && lead < 0x80 ? lead : 0x3f);
    }
    if (last) shift(false);
    return Uint8Array.from(out);
  };
}
