const [quote, feed] = [0x22, 0x0a];

/** How much one file holds: lines beside the head, or bytes. */
export type PartBounds = { readonly lines: number } | { readonly bytes: number };

/**
 * A CSV in parts that each begin with its head, never cut within a line; at least one, also of a head alone. The parts
 * are read one after the other, each to its end.
 */
export async function* partsOf(
  chunks: AsyncIterable<Uint8Array>,
  bounds: PartBounds,
): AsyncGenerator<AsyncIterable<Uint8Array>> {
  const lines = linesOf(chunks);
  const head = await lines.next();
  const headLine = head.done ? new Uint8Array() : head.value;
  let next = await lines.next();
  do {
    yield part();
  } while (!next.done);

  async function* part(): AsyncGenerator<Uint8Array> {
    yield headLine;
    let count = 0;
    let bytes = headLine.length;
    while (!next.done) {
      const line = next.value;
      const isFull =
        'lines' in bounds ? count >= bounds.lines : count > 0 && bytes + line.length > bounds.bytes;
      if (isFull) return;
      count++;
      bytes += line.length;
      yield line;
      next = await lines.next();
    }
  }
}

/** With their ends. A line feed between quotes belongs to its line. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0);
  let isQuoted = false;
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let at = rest.length; at < bytes.length; at++)
      if (bytes[at] === quote) isQuoted = !isQuoted;
      else if (bytes[at] === feed && !isQuoted) {
        yield bytes.subarray(start, at + 1);
        start = at + 1;
      }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield rest;
}
