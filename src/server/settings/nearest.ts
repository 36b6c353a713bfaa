/** The word of `known` that takes the fewest letters to be made of `word`, however far that is. */
export function nearest(word: string, known: readonly string[]): string {
  const distances = known.map(one => distance(word.toLowerCase(), one.toLowerCase()));
  return known[distances.indexOf(Math.min(...distances))] ?? '';
}

/** Letters to be put in, taken out or changed. */
function distance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const line = [row];
    for (let column = 1; column <= other.length; column++)
      line[column] = Math.min(
        above[column]! + 1,
        line[column - 1]! + 1,
        above[column - 1]! + (one[row - 1] === other[column - 1] ? 0 : 1),
      );
    above = line;
  }
  return above[other.length]!;
}
