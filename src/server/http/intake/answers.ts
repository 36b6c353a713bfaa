import { deflateSync, gzipSync } from 'node:zlib';
import type { Coding } from '../../../../adapters/inventory/index.ts';
import { reportEveryHours, type IntakeAnswer, type IntakeRefusal } from '../../intake/index.ts';

/** An answer in the agent's dialect, ready for the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer | string;
}

const xmlHead = '<?xml version="1.0" encoding="UTF-8"?>\n';
const prologReply = `<REPLY><PROLOG_FREQ>${reportEveryHours}</PROLOG_FREQ><RESPONSE>SEND</RESPONSE></REPLY>`;
const inventoryReply = '<REPLY><RESPONSE>NO_ACCOUNT_UPDATE</RESPONSE></REPLY>';

export function json(status: number, body: unknown): WireAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}

/** What to send an agent back. `speaksJson`: it told its GLPI agent id. */
export function wireAnswer(answer: IntakeAnswer, speaksJson: boolean): WireAnswer {
  const { outcome, format, coding } = answer;
  const asJson = format === 'json' || (format === null && speaksJson);
  if (outcome.kind === 'refused') return asJson ? jsonRefusal(outcome) : xmlRefusal(outcome, coding);
  if (!asJson) {
    // An agent that could speak JSON asks in XML first; "pending" makes it ask again in JSON at once.
    if (outcome.to === 'prolog' && speaksJson) return json(202, { status: 'pending', expiration: 0 });
    return xml(200, outcome.to === 'prolog' ? prologReply : inventoryReply, coding);
  }
  switch (outcome.to) {
    case 'contact':
      return json(200, contactReply);
    case 'get-params':
      return json(200, { status: 'error', message: 'no credentials are configured for this agent' });
    default:
      return json(200, { status: 'ok', expiration: reportEveryHours });
  }
}

const contactReply = {
  status: 'ok',
  expiration: reportEveryHours,
  tasks: { inventory: { server: 'glpi', version: '10.0.18', 'no-category': 'process,environment' } },
  disabled: ['collect', 'deploy', 'esx', 'netdiscovery', 'netinventory', 'wakeonlan'],
};

export const stillPending = json(202, { status: 'pending', expiration: '10s' });

function jsonRefusal(refusal: IntakeRefusal): WireAnswer {
  return json(refusal.status, { status: 'error', message: `${refusal.code}: ${refusal.detail}` });
}

function xmlRefusal(refusal: IntakeRefusal, coding: Coding): WireAnswer {
  return xml(
    refusal.status,
    `<REPLY><ERROR>${escapeXml(`${refusal.code}: ${refusal.detail}`)}</ERROR></REPLY>`,
    coding,
  );
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const packed = new Map<string, Buffer>();

/** OCS agents always unpack the answer, so it is packed as the question was. The few answers there are, once. */
function xml(status: number, element: string, coding: Coding): WireAnswer {
  const text = xmlHead + element;
  if (coding === 'plain' || coding === 'deflate')
    return { status, contentType: 'application/xml', body: text };
  const key = coding + text;
  let body = packed.get(key);
  if (!body) packed.set(key, (body = coding === 'gzip' ? gzipSync(text) : deflateSync(text)));
  const contentType = coding === 'gzip' ? 'application/x-compress-gzip' : 'application/x-compressed';
  return { status, contentType, body };
}
