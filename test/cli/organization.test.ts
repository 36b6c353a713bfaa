import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { csvRows } from '../../src/server/csv/rows.ts';
import { decodeText, encodings, recode } from '../../src/server/csv/encodings.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { readHierarchyFile } from '../../src/cli/hierarchy-file.ts';
import { administratorOf } from '../support/agent-program.ts';
import { temporaryFolders } from '../support/folder.ts';
import { muster, startServer } from '../support/programs.ts';

const folder = temporaryFolders();
let server: Awaited<ReturnType<typeof startServer>> | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

test('rows of a CSV begin in their lines, with quotes, commas and line breaks in cells', () => {
  expect(csvRows('a,"b ""c"", d"\r\n"two\nlines",\n\nlast')).toEqual([
    { line: 1, cells: ['a', 'b "c", d'] },
    { line: 2, cells: ['two\nlines', ''] },
    { line: 5, cells: ['last'] },
  ]);
});

test.each(encodings.filter(name => !['US-ASCII', 'ISO-8859-1'].includes(name)))(
  'CLI-037 a file in %s is read as it was written',
  async encoding => {
    const parts: Uint8Array[] = [];
    const text = (async function* () {
      yield new TextEncoder().encode('営業部/営業1課,Sales\n');
    })();
    for await (const part of recode(text, encoding)) parts.push(part);
    expect(decodeText(Buffer.concat(parts), encoding)).toBe('営業部/営業1課,Sales\n');
  },
);

test('CLI-038 CLI-046 a file without a head is read in the order of the catalogue, English names beside', () => {
  const text = [
    'd,common,ja,department,ja,Sales/Sales 2,,,,,',
    'u,common,ja,department,ja,営業/1課,営業/直販,,Sales/One,Sales/Direct,',
    'A,common,ja,location,ja,,大阪,,,,',
    ',common,ja,department,ja,Untouched,Untouched,,,,',
  ].join('\n');
  expect(readHierarchyFile(csvRows(text))).toEqual({
    changes: {
      department: [
        { row: 1, kind: 'remove', before: 'Sales/Sales 2' },
        { row: 2, kind: 'change', before: '営業/1課', after: '営業/直販', names: { en: 'Direct' } },
      ],
      location: [{ row: 3, kind: 'add', after: '大阪' }],
    },
    faults: [],
  });
});

test('CLI-037 CLI-038 CLI-040 CLI-041 CLI-043 ORG-012 ORG-014 definitions go out as a file, are edited, checked and brought back', async () => {
  const data = join(folder(), 'data');
  const environment = { MUSTER_DATA: data };
  server = await startServer(data, environment);
  const file = join(data, '..', 'common.csv');
  const run = (...words: string[]) => muster(['organization', ...words], environment);
  const write = (...rows: string[]) => writeFileSync(file, rows.join('\r\n'));
  const exported = async () => {
    const done = await run('export', '-field', file, '-s', '-encoding', 'MS932');
    expect([done.code, done.err]).toEqual([exitCodes.done, '']);
    return iconv.decode(readFileSync(file), 'cp932').trim().split('\r\n').slice(1);
  };

  write(
    'a,common,ja,department,ja,,営業/営業1課,,Sales/Sales 1,Sales/Sales 1,',
    'a,common,ja,department,ja,,営業,,,Sales,',
    'a,common,ja,location,ja,,大阪,,,,',
  );
  const brought = await run('import', '-field', file, '-agentupdate', '2026-04-01 09:00');
  expect([brought.code, brought.out]).toEqual([exitCodes.done, '3 rows were taken over.\n']);
  const admin = await administratorOf(server.url);
  const { form } = await admin<{ form: object }>('GET', '/device-fields');
  expect(form).toEqual({ start: '2026-04-01T09:00', everyHours: null });
  expect(await exported()).toEqual([
    ',common,ja,department,ja,営業,営業,,Sales,Sales,',
    ',common,ja,department,ja,営業/営業1課,営業/営業1課,,Sales/Sales 1,Sales/Sales 1,',
    ',common,ja,location,ja,大阪,大阪,,大阪,大阪,',
  ]);

  write('u,common,ja,department,ja,営業/営業1課,営業/直販,,,,', 'd,common,ja,location,ja,神戸,,,,,');
  const refused = await run('import', '-field', file, '-c');
  expect(refused.code).toBe(exitCodes.format);
  expect(refused.err).toContain('HIERARCHY_IMPORT_INVALID');
  write('x,common,ja,department,ja,営業,,,,,', 'u,common,ja,department,ja,営業,,,,,');
  const malformed = await run('import', '-field', file);
  expect(malformed.code).toBe(exitCodes.format);
  expect(readFileSync(`${file}.log`, 'utf8')).toBe(
    '1:x,common,ja,department,ja,営業,,,,, (the update category is none of A, U and D)\n' +
      '2:u,common,ja,department,ja,営業,,,,, (the value after the change is missing)\n',
  );

  write('u,common,ja,department,ja,営業/営業1課,営業/直販,,,,');
  expect((await run('import', '-field', file, '-c')).out).toBe(
    '1 rows can be taken over. Nothing was changed.\n',
  );
  expect((await exported())[1]).toContain('営業/営業1課');
  write('u,common,ja,department,ja,営業/営業1課,営業/直販,,,,', 'd,common,ja,location,ja,大阪,,,,,');
  await run('import', '-field', file);
  expect(await exported()).toEqual([
    ',common,ja,department,ja,営業,営業,,Sales,Sales,',
    ',common,ja,department,ja,営業/直販,営業/直販,,Sales/Sales 1,Sales/Sales 1,',
  ]);
  expect((await run('import', '-field', join(data, 'none.csv'))).code).toBe(exitCodes.folder);
});
