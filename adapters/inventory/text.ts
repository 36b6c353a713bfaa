/**
 * Text of agents, made safe to store and compare: NFC, no control or direction-override characters, white space
 * single and trimmed, well-formed UTF-16, cut to a length.
 */
const plain = /^[!-~]+(?: [!-~]+)*$/;
const unwanted = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
const space = /[\s\u2028\u2029]+/gu;

export interface CleanText {
  /** Empty where nothing readable is left. */
  readonly text: string;
  readonly cut: boolean;
}

export function cleanText(value: string, max: number): CleanText {
  if (value.length <= max && plain.test(value)) return { text: value, cut: false };
  // Nothing beyond four times the length can matter, unless the front is nearly all white space.
  const front = value.length > max * 4 ? value.trimStart().slice(0, max * 4) : value;
  const text = front.toWellFormed().replace(space, ' ').replace(unwanted, '').trim().normalize('NFC');
  const cut = text.length > max || front.length < value.trimEnd().length - leadingSpace(value);
  return { text: text.length > max ? cutAt(text, max) : text, cut };
}

function leadingSpace(value: string): number {
  return value.length - value.trimStart().length;
}

/** Never between the halves of a surrogate pair. */
function cutAt(text: string, max: number): string {
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max).trimEnd();
}
