/**
 * Measures one after the other, then answers the rows of the same work next to each other. Each must answer as many
 * as the others.
 */
export async function* sideBySide<Subject, Row>(
  subjects: readonly Subject[],
  measure: (subject: Subject) => AsyncIterable<Row>,
): AsyncGenerator<Row> {
  const columns: Row[][] = [];
  for (const subject of subjects) {
    const column: Row[] = [];
    for await (const row of measure(subject)) column.push(row);
    columns.push(column);
  }
  const [first = []] = columns;
  if (columns.some(({ length }) => length !== first.length))
    throw new Error(`rows of different number: ${columns.map(({ length }) => length).join(', ')}`);
  for (const index of first.keys()) for (const column of columns) yield column[index] as Row;
}
