import { createHash } from 'node:crypto';
import type { ZipEntry } from '../../../../adapters/zip/index.ts';
import type { SealReceipt } from '../../../../domain/system/index.ts';
import type { CsvRecord } from '../csv-text.ts';
import { csvOf, csvTitle } from '../csv-text.ts';

/** What of a case leaves the server; everything but `records` as it is written into JSON. */
export interface BundleContents {
  readonly id: string;
  readonly title: string;
  /** Title, purpose, state, members and holds. */
  readonly about: object;
  readonly records: readonly CsvRecord[];
  /** The same as they are shown, with who pinned them and when. */
  readonly shown: readonly object[];
  readonly traces: readonly object[];
  readonly notes: readonly object[];
  readonly history: readonly object[];
}

export interface BundleFrame {
  /** RFC 3339. */
  readonly exportedAt: string;
  readonly exportedBy: string;
  /** Records and traces of computers that the exporter may not see. */
  readonly leftOut: number;
  /** Of the log, and the newest seal over it; null: nothing is sealed yet. */
  readonly position: number;
  readonly seal: SealReceipt | null;
}

export interface Bundle {
  readonly entries: readonly ZipEntry[];
  /** SHA-256 of `manifest.json`, hexadecimal. */
  readonly manifest: string;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
const lines = (values: readonly object[]): Buffer =>
  Buffer.from(values.map(value => `${JSON.stringify(value)}\n`).join(''));

/**
 * A case as files that need no Muster to be read: `manifest.json` has the SHA-256 of each of the others and where the
 * log stood, `SHA256SUMS` the same for `sha256sum -c`.
 */
export function bundleOf(contents: BundleContents, frame: BundleFrame): Bundle {
  const { id, title, about, records, shown, traces, notes, history } = contents;
  const files: readonly (readonly [string, Buffer])[] = [
    ['case.json', json(about)],
    ['records.csv', Buffer.from(csvTitle() + csvOf(records))],
    ['records.ndjson', lines(shown)],
    ...traces.map((trace, index) => [`traces/${index + 1}.json`, json(trace)] as const),
    ['notes.ndjson', lines(notes)],
    ['history.ndjson', lines(history)],
  ];
  const summed = files.map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256(bytes) }));
  const manifest = json({
    format: 'muster-case-v1',
    case: { id, title },
    ...frame,
    records: records.length,
    traces: traces.length,
    files: summed,
  });
  const sum = sha256(manifest);
  const sums = [...summed, { name: 'manifest.json', sha256: sum }].map(
    each => `${each.sha256}  ${each.name}\n`,
  );
  const all = [...files, ['manifest.json', manifest], ['SHA256SUMS', Buffer.from(sums.join(''))]] as const;
  return {
    entries: all.map(([path, bytes]) => ({
      path: `case-${id}/${path}`,
      size: bytes.length,
      open: () => [bytes],
    })),
    manifest: sum,
  };
}
