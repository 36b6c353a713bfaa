import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { OperationCollector } from '../collector.ts';
import { pulse } from '../pulse.ts';
import { isShared, pageLogOf } from './cups.ts';
import { endOf, FilePlace, followFile } from './followed-file.ts';
import { pageLogReader, usualFormat, type PageLine } from './page-log.ts';

const everyMs = 3_000;
/** A job that is counted page by page is whole once no more lines of it have come for so many looks. */
const quietLooks = 3;
/** Jobs that are counted at the same time. */
const mostJobs = 1_000;

interface Job {
  readonly line: PageLine;
  readonly pages: number;
  looks: number;
}

/** What is printed. */
export const printing: OperationCollector = {
  name: 'printing',
  details: ['print'],
  words:
    'Print jobs: document, printer, pages, user, from the page log of CUPS. Not what goes to printers that another computer shares.',

  async lack({ root }) {
    const { file, format } = await pageLogOf(root);
    if (file === undefined) return 'CUPS writes its page log to the system log';
    if (format === undefined)
      return `CUPS keeps no page log; in cupsd.conf, set PageLogFormat ${usualFormat}`;
    return pageLogReader(format) ? undefined : 'PageLogFormat in cupsd.conf lacks %p, %j or %P';
  },

  async start({ watched, kept, record, now, log, pace }) {
    const { root } = watched;
    const settings = await pageLogOf(root);
    const read = pageLogReader(settings.format!)!;
    const file = join(root, settings.file!);
    let keptPlace = FilePlace.safeParse(kept.read()).data;
    let place = keptPlace ?? (await endOf(file));
    const jobs = new Map<string, Job>();

    const tell = async (key: string, { line, pages }: Job): Promise<void> => {
      jobs.delete(key);
      if (await isShared(line.printer, root)) return;
      record({
        time: line.time ?? now(),
        detail: 'print',
        printer: line.printer,
        pages,
        ...(line.user !== undefined && { user: line.user }),
        ...(line.document !== undefined && { document: line.document }),
      });
    };
    const count = (text: string): void => {
      const line = read(text);
      if (!line) return;
      const key = `${line.printer} ${line.job}`;
      const before = jobs.get(key)?.pages ?? 0;
      // What stands for the whole counts what single pages have counted.
      const pages = line.isTotal ? line.pages : before + line.pages;
      jobs.set(key, { line, pages, looks: line.isTotal ? quietLooks : 0 });
    };
    return pulse({ everyMs: everyMs * pace, log }, async () => {
      for (const job of jobs.values()) job.looks++;
      const next = await followFile(file, place, bytes => {
        const end = bytes.lastIndexOf(0x0a) + 1;
        for (const text of bytes.toString('utf8', 0, end).split('\n')) if (jobs.size < mostJobs) count(text);
        return end;
      });
      for (const [key, job] of jobs) if (job.looks >= quietLooks) await tell(key, job);
      place = next;
      // Until a job is told, its lines are read once more after a restart.
      if (jobs.size > 0 || isDeepStrictEqual(place, keptPlace)) return;
      kept.keep(place);
      keptPlace = place;
    });
  },
};
