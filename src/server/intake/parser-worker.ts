import { parentPort } from 'node:worker_threads';
import { BodyError, freeSpaces, parseBody, writeReport } from '../../../adapters/inventory/index.ts';
import type { ParseAnswer, ParseRequest, Parsed } from './messages.ts';
import { giveWay } from '../../../adapters/shared/give-way.ts';

giveWay();

const utf8 = new TextEncoder();

function parse({ bytes, contentType, userAgent }: ParseRequest): Parsed {
  const { format, coding, message, redacted } = parseBody(bytes, contentType, { userAgent });
  if (message.kind !== 'inventory') return { format, coding, message };
  const { report } = message;
  const { json, hash } = writeReport(report);
  return {
    format,
    coding,
    message: {
      kind: 'inventory',
      dialect: report.dialect,
      claims: report.claims,
      partial: report.partial,
      collectedAt: report.collectedAt,
      agentVersion: report.inventory.agent?.version ?? null,
      hash,
      free: freeSpaces(report),
      report: utf8.encode(json),
      redacted: redacted === undefined ? undefined : utf8.encode(redacted),
    },
  };
}

function answer(request: ParseRequest): ParseAnswer {
  const { id } = request;
  try {
    return { id, outcome: 'parsed', parsed: parse(request) };
  } catch (error) {
    if (error instanceof BodyError)
      return { id, outcome: 'refused', code: error.code, detail: error.message };
    return {
      id,
      outcome: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

parentPort?.on('message', (request: ParseRequest) => {
  const result = answer(request);
  const transfer: ArrayBuffer[] = [];
  if (result.outcome === 'parsed' && result.parsed.message.kind === 'inventory') {
    const { report, redacted } = result.parsed.message;
    transfer.push(report.buffer as ArrayBuffer);
    if (redacted) transfer.push(redacted.buffer as ArrayBuffer);
  }
  parentPort?.postMessage(result, transfer);
});
