import { decodeBody } from './decode.ts';
import { parseJson } from './glpi.ts';
import { defaultLimits, type InventoryLimits } from './limits.ts';
import type { ParsedBody } from './messages.ts';
import { parseXml } from './xml.ts';

export interface ParseOptions {
  readonly limits?: InventoryLimits;
  /** OCS agents tell their name and version there only. It is text of the agent like any other. */
  readonly userAgent?: string | undefined;
}

/**
 * A body of any dialect as received → what the agent says. The first character tells JSON from XML, because
 * agents do not always name the type. Throws `BodyError`, and nothing else, for a body it cannot read.
 */
export function parseBody(
  bytes: Uint8Array,
  contentType: string | undefined,
  options: ParseOptions = {},
): ParsedBody {
  const { limits = defaultLimits, userAgent } = options;
  const { text, coding } = decodeBody(bytes, contentType, limits);
  const format = /^\s*[[{]/.test(text) ? 'json' : 'xml';
  const { message, redacted } =
    format === 'json' ? parseJson(text, limits) : parseXml(text, limits, userAgent);
  return { format, coding, message, redacted };
}
