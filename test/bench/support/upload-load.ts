import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What a process of its own uploads. */
export interface UploadPlan {
  readonly url: string;
  /** What agents say who they are with; each uploads in its turn. */
  readonly agents: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** Records a second, null: as fast as answers come. */
  readonly perSecond: number | null;
  /** Records that differ; then they come again as other batches. */
  readonly pool: number;
}

export interface UploadResult {
  readonly uploads: number;
  readonly records: number;
  readonly seconds: number;
  /** Milliseconds from when an upload was due to its answer. */
  readonly p50: number;
  readonly p99: number;
  /** Of the process that uploads. */
  readonly processorSeconds: number;
}

/** Uploads from a process of its own; `meanwhile` is called when it begins and told when it is over. */
export async function upload<Seen>(
  plan: UploadPlan,
  meanwhile: (over: AbortSignal) => Promise<Seen>,
): Promise<{ readonly result: UploadResult; readonly seen: Seen }> {
  const client = spawn(process.execPath, [join(import.meta.dirname, 'upload-client.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  client.stdin.end(JSON.stringify(plan));
  const over = new AbortController();
  const ended = new Promise<void>(resolve => client.once('exit', () => resolve()));
  void ended.then(() => over.abort());
  const lines = createInterface(client.stdout)[Symbol.asyncIterator]();
  if ((await lines.next()).value !== 'begun') throw new Error('the process that uploads has ended');
  const seeing = meanwhile(over.signal);
  const last = (await lines.next()).value as string | undefined;
  await ended;
  const seen = await seeing;
  if (last === undefined) throw new Error('the process that uploads has ended too soon');
  return { result: JSON.parse(last) as UploadResult, seen };
}
