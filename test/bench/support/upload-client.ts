// A process that uploads operation logs, told what to do on standard input (`UploadPlan`), and writes what came of it
// (`UploadResult`) as one line. Requests are made beforehand but for their number and time, and written to sockets as
// they are: it is to take as little of the processors as can be.
import { connect, type Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { crc32, gzipSync } from 'node:zlib';
import type { OperationBatch } from '../../../domain/operation-logs/records/index.ts';
import { quantile } from '../row.ts';
import { generate } from './operation-work.ts';
import type { UploadPlan, UploadResult } from './upload-load.ts';

const plan = (await json(process.stdin)) as UploadPlan;

/** Nothing but its beginning differs from one use of a batch to the next. */
const work = generate(plan.pool, 17, (batch: OperationBatch) => {
  const { v: _, seq: _seq, t0: _t0, ...rest } = batch;
  return gzipSync(`${JSON.stringify(rest).slice(1)}]}`, { level: 1 });
});
const uploads = [...work.uploads()].flat();
const heads = plan.agents.map(
  authorization =>
    `POST /agents/operations HTTP/1.1\r\nHost: server\r\nAuthorization: ${authorization}\r\n` +
    'Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ',
);

/** A gzip of its own in front of the other: small, and not compressed. */
function stored(text: string): Buffer {
  const bytes = Buffer.from(text);
  const member = Buffer.alloc(bytes.length + 23);
  member.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1]);
  member.writeUInt16LE(bytes.length, 11);
  member.writeUInt16LE(~bytes.length & 0xffff, 13);
  member.set(bytes, 15);
  member.writeUInt32LE(crc32(bytes), 15 + bytes.length);
  member.writeUInt32LE(bytes.length, 19 + bytes.length);
  return member;
}

const firstSeq = Date.now() * 1_000;
/** Records of a batch are of the last quarter of an hour. */
const agoMs = 900_000;
let sent = 0;
let records = 0;
const times: number[] = [];

function next(): { readonly request: Buffer; readonly records: number } {
  const upload = uploads[sent % uploads.length]!;
  const head = heads[sent % heads.length]!;
  const front = stored(
    `{"batches":[{"v":1,"seq":${firstSeq + sent++},"t0":${Date.now() - agoMs + (sent % 60_000)},`,
  );
  const text = Buffer.from(`${head}${front.length + upload.body.length}\r\n\r\n`);
  return { request: Buffer.concat([text, front, upload.body]), records: upload.records };
}

interface Line {
  readonly socket: Socket;
  /** When what it is at was due, and how many records that is. */
  due: number;
  records: number;
}

const end = performance.now() + plan.seconds * 1_000;
const idle: Line[] = [];
/** Moments at which uploads were due that no line was free for, oldest first. */
const late: number[] = [];
let busy = 0;
let began = performance.now();

function send(line: Line, due: number): void {
  const { request, records: count } = next();
  line.due = due;
  line.records = count;
  busy++;
  line.socket.write(request);
}

function answered(line: Line, answer: string): void {
  if (!answer.startsWith('HTTP/1.1 200') || !answer.includes('"state":"recorded"'))
    throw new Error(`an upload was not taken: ${answer.slice(-300)}`);
  busy--;
  records += line.records;
  times.push(performance.now() - line.due);
  const now = performance.now();
  const [due] = late;
  if (due !== undefined) late.shift();
  if (due !== undefined) send(line, due);
  else if (plan.perSecond === null && now < end) send(line, now);
  else idle.push(line);
}

async function open(): Promise<void> {
  const { hostname, port } = new URL(plan.url);
  for (let count = 0; count < plan.connections; count++) {
    const socket = connect(Number(port), hostname).setNoDelay(true);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', () => resolve());
      socket.once('error', reject);
    });
    const line: Line = { socket, due: 0, records: 0 };
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const body = text.indexOf('\r\n\r\n') + 4;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
      if (body < 4 || text.length < body + length) return;
      const answer = text;
      text = '';
      answered(line, answer);
    });
    socket.once('close', () => {
      if (performance.now() < end) throw new Error('the server closed a connection');
    });
    idle.push(line);
  }
}

/** At an even pace, whether answers come or not. */
async function pace(recordsPerSecond: number): Promise<void> {
  const uploadsPerSecond = (recordsPerSecond * uploads.length) / work.facts().records;
  for (let due = began; due < end; due += 1_000 / uploadsPerSecond) {
    while (due > performance.now()) await new Promise(resolve => setTimeout(resolve, 1));
    // In turn: the server closes a line that nobody uses for a minute.
    const line = idle.shift();
    if (line) send(line, due);
    else late.push(due);
  }
}

await open();
// Standard output tells the other side when to begin to look.
process.stdout.write('begun\n');
const processor = process.cpuUsage();
began = performance.now();
if (plan.perSecond === null) for (const line of idle.splice(0)) send(line, performance.now());
else await pace(plan.perSecond);
while (performance.now() < end || busy > 0) await new Promise(resolve => setTimeout(resolve, 10));
const { user, system } = process.cpuUsage(processor);
const result: UploadResult = {
  uploads: sent,
  records,
  seconds: (performance.now() - began) / 1_000,
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
  processorSeconds: (user + system) / 1e6,
};
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
