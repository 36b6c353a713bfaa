/** Characters, folded; undefined stands for any one. */
type Piece = readonly (string | undefined)[];

/**
 * A pattern in which `*` stands for any characters and `?` for one; case does not matter. The work is bounded by the
 * length of the pattern times that of the text, whatever either holds.
 */
export class Wildcard {
  /** What stands between the stars. */
  readonly #pieces: readonly Piece[];

  constructor(pattern: string) {
    this.#pieces = pattern
      .split('*')
      .map(piece => Array.from(piece, one => (one === '?' ? undefined : fold(one))));
  }

  /** Whether the whole text is as the pattern says. */
  fits(text: string): boolean {
    const characters = Array.from(text, fold);
    const first = this.#pieces[0]!;
    const last = this.#pieces.at(-1)!;
    if (!fitsAt(first, characters, 0)) return false;
    if (this.#pieces.length === 1) return characters.length === first.length;
    let end = first.length;
    for (const piece of this.#pieces.slice(1, -1)) {
      const at = firstOf(piece, characters, end);
      if (at < 0) return false;
      end = at + piece.length;
    }
    const at = characters.length - last.length;
    return at >= end && fitsAt(last, characters, at);
  }

  /** Whether a part of the text is as the pattern says. */
  occursIn(text: string): boolean {
    return this.#span(Array.from(text, fold), 0) !== undefined;
  }

  /** The text with each part that is as the pattern says replaced; a star takes as much as it can. */
  replaceIn(text: string, by: string): string {
    const characters = Array.from(text);
    const folded = characters.map(fold);
    const kept: string[] = [];
    let from = 0;
    for (let span = this.#span(folded, 0); span; span = this.#span(folded, from)) {
      kept.push(...characters.slice(from, span.start), by);
      from = span.end;
      if (from === folded.length) break;
    }
    return [...kept, ...characters.slice(from)].join('');
  }

  /** The leftmost part that fits and is not empty, and as long as it can be. */
  #span(text: readonly string[], from: number): { readonly start: number; readonly end: number } | undefined {
    const [first, ...others] = this.#pieces as [Piece, ...Piece[]];
    const start = firstOf(first, text, from);
    if (start < 0) return undefined;
    let end = start + first.length;
    for (const [place, piece] of others.entries()) {
      const at = place === others.length - 1 ? lastOf(piece, text, end) : firstOf(piece, text, end);
      if (at < 0) return undefined;
      end = at + piece.length;
    }
    return end > start ? { start, end } : undefined;
  }
}

/** One character stays one, so that places in the folded text are places in the text. */
function fold(character: string): string {
  return character.toLowerCase();
}

function fitsAt(piece: Piece, text: readonly string[], at: number): boolean {
  if (at + piece.length > text.length) return false;
  return piece.every((one, place) => one === undefined || one === text[at + place]);
}

function firstOf(piece: Piece, text: readonly string[], from: number): number {
  for (let at = from; at + piece.length <= text.length; at++) if (fitsAt(piece, text, at)) return at;
  return -1;
}

function lastOf(piece: Piece, text: readonly string[], from: number): number {
  for (let at = text.length - piece.length; at >= from; at--) if (fitsAt(piece, text, at)) return at;
  return -1;
}
