import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface PageLog {
  /** Whole path; undefined: it goes to the system log. */
  readonly file: string | undefined;
  /** Undefined: none is set, and no pages are counted. */
  readonly format: string | undefined;
}

/** Where and how CUPS counts pages, as it is set up. */
export async function pageLogOf(root: string): Promise<PageLog> {
  const [daemon, files] = await Promise.all(
    ['cupsd.conf', 'cups-files.conf'].map(name => textOf(join(root, 'etc/cups', name))),
  );
  const file = valueOf('PageLog', files!) ?? valueOf('PageLog', daemon!) ?? '/var/log/cups/page_log';
  const format = valueOf('PageLogFormat', daemon!)?.replace(/^"(.*)"$/, '$1');
  return { file: file.startsWith('/') ? file : undefined, format: format || undefined };
}

/** Whether the queue only hands on to one that another computer shares: that one counts what is printed. */
export async function isShared(printer: string, root: string): Promise<boolean> {
  const text = await textOf(join(root, 'etc/cups/printers.conf'));
  const queues = text.split(/^<(?:Default)?Printer /m).slice(1);
  const queue = queues.find(each => each.slice(0, each.indexOf('>')) === printer);
  return /^DeviceURI (smb:|ipps?:\/\/[^/]+\/printers\/)/m.test(queue ?? '');
}

/** Of the last line that says it; undefined: none does, or it says nothing. */
function valueOf(name: string, text: string): string | undefined {
  const lines = [...text.matchAll(new RegExp(`^[ \\t]*${name}(?:[ \\t]+(.*))?$`, 'gmi'))];
  return lines.at(-1)?.[1]?.trim() || undefined;
}

function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
