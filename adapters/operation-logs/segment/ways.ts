import { detailOf } from '../../../domain/operation-logs/records/index.ts';
import { codeOf, type Body } from '../format/body.ts';
import type { ReadColumn } from '../format/columns.ts';
import { keyOfContent, keysOfPaths } from '../trace/places.ts';

/** Every key that a record of the body may be followed by, with its records; see `moveOf`. */
export function waysOf(device: string, body: Body): Map<string, number[]> {
  const ways = new Map<string, number[]>();
  const columns = {
    detail: body.column(codeOf('detail')),
    file: body.column(codeOf('file')),
    destination: body.column(codeOf('destination')),
    serial: body.column(codeOf('serial')),
    driveName: body.column(codeOf('driveName')),
    content: body.column(codeOf('content')),
  };
  if (!columns.file && !columns.destination && !columns.content) return ways;
  const values = Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, spreadOut(column, body.n)]),
  ) as Record<keyof typeof columns, Uint16Array>;
  const rowsOf = (key: string): number[] => {
    let rows = ways.get(key);
    if (!rows) ways.set(key, (rows = []));
    return rows;
  };
  // Records of a body name few paths, and media are rare.
  const known = new Map<number, readonly number[][]>();
  const ofPath = (path: number, serial: number, driveName: number): readonly number[][] => {
    if (path === 0) return [];
    if (serial > 0 && driveName > 0) {
      const medium = { serial: body.names.at(serial), driveName: body.names.at(driveName) };
      return keysOfPaths(device, body.texts.at(path), medium).map(({ key }) => rowsOf(key));
    }
    let rows = known.get(path);
    if (!rows)
      known.set(path, (rows = keysOfPaths(device, body.texts.at(path), {}).map(({ key }) => rowsOf(key))));
    return rows;
  };
  for (let row = 0; row < body.n; row++) {
    if (detailOf(values.detail[row] as number)?.file === undefined) continue;
    const content = values.content[row] as number;
    if (content > 0) rowsOf(keyOfContent(body.names.at(content))).push(row);
    const [serial, driveName] = [values.serial[row] as number, values.driveName[row] as number];
    for (const rows of ofPath(values.file[row] as number, serial, driveName)) rows.push(row);
    for (const rows of ofPath(values.destination[row] as number, serial, driveName))
      if (rows.at(-1) !== row) rows.push(row);
  }
  return ways;
}

/** A value for each row, 0 where there is none. */
function spreadOut(column: ReadColumn | undefined, n: number): Uint16Array {
  const values = new Uint16Array(n);
  if (column?.kind === 'constant') values.fill(column.value);
  else if (column?.kind === 'dense') values.set(column.values);
  else if (column)
    for (const [place, row] of column.rows.entries()) values[row] = column.values[place] as number;
  return values;
}
