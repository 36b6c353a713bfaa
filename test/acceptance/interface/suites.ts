import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const folder = join(__dirname, '../../server/http');

/** They need what is true of memory only, or ask for files and headers. */
const elsewhere = [
  'compression',
  'console',
  'intake/replay-cancelled',
  'system/ledger',
  'system/long-log',
  'system/system',
].map(name => `${name}.test.ts`);

/** The suites of the interface, which say nothing of the stores below, into the suite that has chosen some. */
export function suitesOfTheInterface(): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    file => file.endsWith('.test.ts') && !elsewhere.includes(file),
  );
  for (const file of files.sort())
    describe(relative('.', file), () => {
      jest.requireActual(join(folder, file));
    });
}
