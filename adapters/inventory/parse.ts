import { decodeBody } from './decode.ts';
import { parseJson } from './glpi.ts';
import { defaultLimits, type InventoryLimits } from './limits.ts';
import type { ParsedBody } from './messages.ts';
import { parseXml } from './xml.ts';

/**
 * A body of any dialect as received → what the agent says. The first character tells JSON from XML, because
 * agents do not always name the type. Throws `BodyError`, and nothing else, for a body it cannot read.
 */
export function parseBody(
  bytes: Uint8Array,
  contentType: string | undefined,
  limits: InventoryLimits = defaultLimits,
): ParsedBody {
  const { text, coding } = decodeBody(bytes, contentType, limits);
  const format = /^\s*[[{]/.test(text) ? 'json' : 'xml';
  const { message, redacted } = format === 'json' ? parseJson(text, limits) : parseXml(text, limits);
  return { format, coding, message, redacted };
}
