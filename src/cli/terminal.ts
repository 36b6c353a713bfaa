/** Text from agents and files may carry escape sequences; a terminal shows them as text. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function print(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}

/** Columns as wide as their longest cell, at most 60 characters each. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const cells = [head, ...rows].map(row => row.map(cell => printable(cell)));
  const widths = head.map((_, column) =>
    Math.min(60, Math.max(...cells.map(row => row[column]?.length ?? 0))),
  );
  for (const row of cells)
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
}
