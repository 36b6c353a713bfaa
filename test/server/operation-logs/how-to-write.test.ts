import { ArchiveFault } from '../../../adapters/operation-logs/archive/faults.ts';
import type { ArchivedDay } from '../../../adapters/operation-logs/archive/folder.ts';
import { howToWrite } from '../../../src/server/operation-logs/archive/how-to-write.ts';

const day = '2026-09-01';

/** The day as the archive shows it: `roots` of its parts, and the names of files that are not as they were. */
const archived = (roots: readonly string[], damaged: readonly string[] = []) =>
  ({ manifest: { roots }, damaged }) as unknown as ArchivedDay;

interface Case {
  readonly what: string;
  readonly found?: ArchivedDay | 'damaged';
  readonly isFragment?: boolean;
  /** The log says that the archive has it. */
  readonly isTold?: boolean;
  readonly known?: string;
  readonly how: 'whole' | 'added' | null | 'missing' | 'corrupt';
}

test.each<Case>([
  { what: 'a day that the archive has not', how: 'whole' },
  { what: 'a day that it has as it is', found: archived(['now']), how: null },
  { what: 'a day that has grown', found: archived(['before']), how: 'whole' },
  { what: 'a day at hand whose files are damaged', found: archived(['now'], ['a.parquet']), how: 'whole' },
  { what: 'a day at hand whose manifest cannot be read', found: 'damaged', known: 'now', how: 'whole' },
  {
    what: 'what may not be all of a day that cannot be read',
    found: 'damaged',
    known: 'before',
    how: 'corrupt',
  },
  { what: 'what came late', found: archived(['before']), isFragment: true, how: 'added' },
  { what: 'what came late and was added', found: archived(['before', 'now']), isFragment: true, how: null },
  {
    what: 'what came late of a day whose files are damaged',
    found: archived(['before', 'now'], ['a.parquet']),
    isFragment: true,
    known: 'now',
    how: 'corrupt',
  },
  { what: 'what came late of a day that is not seen', isFragment: true, isTold: true, how: 'missing' },
  {
    what: 'what came late of a day whose files were removed, which was told',
    isFragment: true,
    how: 'whole',
  },
])('LOG-026, LOG-045: $what: $how', ({ found, isFragment, isTold, known, how }) => {
  const days = new Map(found ? [[day, found]] : []);
  const fragments = new Set(isFragment ? [day] : []);
  const facts = {
    revision: 0,
    folder: '/archive',
    archived: new Set(isTold ? [day] : []),
    restored: new Map(),
  };
  const ask = () => howToWrite({ day, root: 'now' }, { days, fragments, facts }, known);
  if (how === 'missing' || how === 'corrupt')
    expect(ask).toThrow(expect.objectContaining({ name: 'ArchiveFault', reason: how }) as ArchiveFault);
  else expect(ask()).toBe(how);
});
