import { deflateSync } from 'node:zlib';
import { agentName } from '../version.ts';
import type { Item, Sections } from './collector.ts';

/** Bytes of a report before it is packed; a server of ours takes sixteen times as many. */
export const maximumReportBytes = 1024 * 1024 * 8;

/** Without these nobody knows which computer a report speaks of. */
const essential = ['hardware', 'bios', 'operatingsystem'] as const;

export interface ReportMessage {
  /** As agents of GLPI write it. */
  readonly message: Readonly<Record<string, unknown>>;
  /** Sections in it. */
  readonly told: readonly string[];
  /** Sections that had no room. */
  readonly leftOut: readonly string[];
}

export interface Report extends Omit<ReportMessage, 'message'> {
  /** JSON, packed by deflate. */
  readonly body: Buffer;
}

/** A report of these sections, packed. */
export function reportOf(...told: Parameters<typeof messageOf>): Report {
  const { message, ...rest } = messageOf(...told);
  return { body: deflateSync(JSON.stringify(message)), ...rest };
}

/**
 * A report of these sections as agents of GLPI write it. `partial`: others are as they were. Where it would be
 * larger than the maximum, the smaller sections go first and the report becomes a partial one: a list that is cut
 * would say that the rest is gone (AGT-034).
 */
export function messageOf(
  agentId: string,
  sections: Sections,
  partial: boolean,
  at: Date,
  maximum = maximumReportBytes,
): ReportMessage {
  const must = Object.fromEntries(
    essential.flatMap(name => (sections[name] ? [[name, sections[name]]] : [])),
  );
  const envelope = (content: Sections, isPartial: boolean) => ({
    action: 'inventory',
    deviceid: agentId,
    itemtype: 'Computer',
    partial: isPartial,
    content: { versionclient: agentName, accesslog: { logdate: localTime(at) }, ...content },
  });
  const sized = Object.entries(sections)
    .filter(([name]) => !(name in must))
    .map(([name, content]) => ({ name, content, bytes: bytesOf({ [name]: content }) }))
    .sort((one, two) => one.bytes - two.bytes);
  let room = maximum - bytesOf(envelope(must, true));
  const fits = new Set<string>();
  for (const { name, bytes } of sized) {
    room -= bytes;
    if (room >= 0) fits.add(name);
  }
  const content = Object.fromEntries(
    Object.entries(sections).filter(([name]) => name in must || fits.has(name)),
  );
  const leftOut = sized.filter(({ name }) => !fits.has(name)).map(({ name }) => name);
  const message = envelope(content, partial || leftOut.length > 0);
  return { message, told: Object.keys(content), leftOut };
}

export function essentialOf(sections: Sections): Sections {
  return Object.fromEntries(essential.flatMap(name => (sections[name] ? [[name, sections[name]]] : [])));
}

/** What a computer is called, by people and by its maker; undefined where that could not be read. */
export function computerIn({ hardware, bios }: Sections): string | undefined {
  if (!hardware) return undefined;
  const { name, uuid } = hardware as Item;
  return JSON.stringify([name, uuid, (bios as Item | undefined)?.['ssn']]);
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** `2026-11-30 09:15:00` where the computer stands; the operating system's section tells the zone. */
function localTime(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}
