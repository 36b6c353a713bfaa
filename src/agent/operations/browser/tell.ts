import type {
  FileDriveType,
  OperationDetail,
  OperationRecord,
} from '../../../../domain/operation-logs/index.ts';
import type { KnownFiles } from '../known-files.ts';
import { BrowserMessage } from './messages.ts';

/** A message that waited longer than this, or comes from the future, says nothing of when it was. */
const longestWaitMs = 86_400_000;

export interface TellPorts {
  readonly known: KnownFiles;
  readonly wanted: ReadonlySet<OperationDetail>;
  readonly driveOf: (path: string) => Promise<FileDriveType>;
  readonly now: () => number;
  /** Waits until a file that has just been written may have come to rest. */
  readonly rest: () => Promise<void>;
  readonly record: (record: OperationRecord) => void;
}

/** Looks at what a download has brought, until it lies still. */
const mostLooks = 8;

/** Says in the words of operation logs what a browser has said. What is no such message is left out, and answered false. */
export async function tellOf(said: unknown, user: string, ports: TellPorts): Promise<boolean> {
  const { data: message } = BrowserMessage.safeParse(said);
  if (!message) return false;
  const { wanted, now, record } = ports;
  if (!wanted.has(message.detail)) return true;
  const isBelieved = message.at <= now() && message.at >= now() - longestWaitMs;
  const time = isBelieved ? Math.floor(message.at) : now();
  record({ time, detail: message.detail, user, ...(await factsOf(message, ports)) });
  return true;
}

async function factsOf(message: BrowserMessage, ports: TellPorts): Promise<Partial<OperationRecord>> {
  switch (message.detail) {
    case 'web-access':
      return { url: withoutSecret(message.url), pageTitle: message.title };
    case 'web-upload': {
      const { name, size, modified, page, url } = message;
      // Browsers keep paths from extensions: where just one such file is known, it is taken for it.
      const found = await ports.known.named({ name, size, modified });
      const where = { destination: withoutSecret(url), destinationDrive: 'web', url: withoutSecret(page) };
      return { file: name, size, ...found, ...where };
    }
    case 'web-download': {
      const { path, size, page, url } = message;
      const { file: _file, fileDrive: _drive, ...found } = (await fetched(path, size, ports)) ?? {};
      return {
        size,
        ...found,
        file: withoutSecret(url),
        fileDrive: 'web',
        destination: path,
        destinationDrive: await ports.driveOf(path),
        url: withoutSecret(page === '' ? url : page),
      };
    }
  }
}

async function fetched(
  path: string,
  size: number,
  { known, rest }: TellPorts,
): Promise<Partial<OperationRecord> | undefined> {
  for (let looks = 0; looks < mostLooks; looks++) {
    const found = await known.at(path);
    if (found?.size === size) return found;
    await rest();
  }
  return undefined;
}

/** An address without the name and password that it may hold. */
export function withoutSecret(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@\s]*@/i, '$1');
}
