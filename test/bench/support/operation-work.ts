import { gzipSync } from 'node:zlib';
import {
  batchOf,
  type OperationBatch,
  type OperationRecord,
} from '../../../domain/operation-logs/records/index.ts';
import { seeded } from '../../support/device-collections.ts';

export const fleet = 30_000;
export const firstDay = Date.parse('2026-09-01T00:00:00Z');
const dayMs = 86_400_000;
const meanBatch = 200;
const hops = 6;
/** Records of a day, unless there are many: files of very few say nothing about their bytes. */
const recordsOfDay = 50_000;
const mostDays = 60;
/** Of these, the newest that a user and parts of paths are searched for in. */
export const searchedDays = 30;

export interface Upload {
  readonly device: string;
  readonly records: number;
  /** What `pack` made of the batch: gzip of it as an upload of its own, unless told. */
  readonly body: Buffer;
}

/** What can be asked about what was generated. */
export interface WorkFacts {
  readonly records: number;
  readonly days: number;
  readonly devices: readonly string[];
  readonly users: readonly string[];
  /** In the days that are searched: numbers that stand in few paths, words that stand in about 50. */
  readonly rare: readonly string[];
  readonly words: readonly string[];
  /** Last places of files that were renamed from day to day. */
  readonly traced: readonly string[];
}

export interface Work {
  readonly days: number;
  /** Day after day, shuffled within each; to be gone through once. */
  uploads(): Generator<readonly Upload[]>;
  /** Of what was gone through. */
  facts(): WorkFacts;
}

const kinds = ['.docx', '.xlsx', '.pdf', '.txt', '.pptx', '.dwg', '.zip', '.csv'];
const folders = ['Documents', 'Projekte', 'Angebote', '見積', 'Archive', 'Shared', 'Draft', 'Q3'];
const processes = ['explorer.exe', 'excel.exe', 'winword.exe', 'chrome.exe', 'outlook.exe', 'svchost.exe'];

/** In memory of its own: what gzip answers, and what is copied into a pool, holds on to much more. */
function packed(batch: OperationBatch): Buffer {
  const bytes = gzipSync(JSON.stringify({ batches: [batch] }), { level: 1 });
  const own = Buffer.allocUnsafeSlow(bytes.length);
  own.set(bytes);
  return own;
}

/** Six in ten records have a path, a fifth as many paths as records differ; the same seed gives the same bytes. */
export function generate(wanted: number, seed: number, pack = packed): Work {
  const random = seeded(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const days = Math.min(mostDays, Math.max(hops, Math.round(wanted / recordsOfDay)));
  const searched = Math.min(1, searchedDays / days);
  const words = Math.max(1, Math.floor((wanted * searched) / 250));
  let uploads: Upload[] = [];
  const used = { devices: new Set<string>(), users: new Set<string>() };
  let [records, path, seq] = [0, 0, 0];

  const upload = (device: string, list: readonly OperationRecord[]): void => {
    const batch = batchOf(list, { seq: firstDay + seq++, tz: 0 });
    uploads.push({ device, records: list.length, body: pack(batch) });
    records += list.length;
    used.devices.add(device);
  };

  const oneBatch = (day: number): void => {
    const number = below(fleet);
    const user = `user${number % 25_000}`;
    used.users.add(user);
    const n = 50 + below(2 * (meanBatch - 50));
    let time = firstDay + day * dayMs + below(dayMs - n * 2_500);
    let file = '';
    const list = Array.from({ length: n }, (): OperationRecord => {
      time += below(2_000);
      const base = {
        time,
        source: `PC-${number}`,
        user: random() < 0.07 ? 'SYSTEM' : user,
        process: pick(processes),
      };
      if (random() >= 0.6) {
        const window = { windowTitle: `${pick(folders)} - ${below(400)}` };
        return random() < 0.5
          ? { ...base, detail: 'change-active-window', ...window }
          : {
              ...base,
              detail: 'process-execution',
              fileName: base.process,
              softwareVersion: `1.${below(40)}`,
            };
      }
      if (file === '' || random() < 1 / 3)
        file = `C:\\Users\\${user}\\${pick(folders)}\\word${below(words)}x-${path++}${pick(kinds)}`;
      const facts = {
        ...base,
        file,
        fileDrive: 'local-disk',
        fileCreated: Math.floor(time / 1_000) - below(9_000_000),
        fileModified: Math.floor(time / 1_000) - below(90_000),
        size: below(3_000_000),
      };
      if (random() >= 0.12) return { ...facts, detail: random() < 0.5 ? 'create-file' : 'delete-file' };
      const destination = `E:\\${file.slice(file.lastIndexOf('\\') + 1)}`;
      return { ...facts, detail: 'copy-file', destination, destinationDrive: 'removable-disk' };
    });
    upload(`d${String(number).padStart(5, '0')}-4a1c-4d6e-9f00-0123456789ab`, list);
  };

  const chains = Math.max(20, Math.floor(wanted / 20_000));
  const oneDay = (day: number): readonly Upload[] => {
    uploads = [];
    const every = Math.floor(days / hops);
    const hop = day / every;
    if (Number.isInteger(hop) && hop < hops)
      for (let chain = 0; chain < chains; chain++)
        upload(`chain-${chain}`, [
          {
            time: firstDay + day * dayMs + chain,
            detail: 'rename-file',
            file: `C:\\chain\\${chain}-${hop}`,
            destination: `C:\\chain\\${chain}-${hop + 1}`,
          },
        ]);
    while (records < (wanted * (day + 1)) / days) oneBatch(day);
    for (let i = uploads.length - 1; i > 0; i--) {
      const other = below(i + 1);
      [uploads[i], uploads[other]] = [uploads[other]!, uploads[i]!];
    }
    return uploads;
  };
  const numbers = <T>(count: number, of: () => T): T[] => Array.from({ length: count }, of);
  return {
    days,
    *uploads() {
      for (let day = 0; day < days; day++) yield oneDay(day);
    },
    facts: () => ({
      records,
      days,
      devices: [...used.devices],
      users: [...used.users],
      rare: numbers(200, () => `-${path - 1 - below(Math.floor(path * searched))}.`),
      words: numbers(200, () => `word${below(words)}x`),
      traced: Array.from({ length: chains }, (_, chain) => `C:\\chain\\${chain}-${hops / 2}`),
    }),
  };
}
