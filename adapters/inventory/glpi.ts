import { glpiDeviceId } from './device-id.ts';
import { BodyError } from './errors.ts';
import type { InventoryLimits } from './limits.ts';
import type { AgentMessage } from './messages.ts';
import { ReportBuilder } from './report-builder.ts';
import { secretSections } from './section-rules.ts';
import { cleanText } from './text.ts';
import { isRawItem, type RawItem, type RawValue } from './values.ts';

export interface JsonResult {
  readonly message: AgentMessage;
  readonly redacted: string | undefined;
}

/** Muster's own agent writes as those of GLPI do, and is told apart: both may report of one machine. */
const ownAgent = /^Muster-Agent_v/;

/** Messages of GLPI agents: `contact`, `inventory`, `get_params`. */
export function parseJson(document: string, limits: InventoryLimits): JsonResult {
  const root = readObject(document);
  const action = own(root, 'action');
  if (action !== undefined && typeof action !== 'string') {
    throw new BodyError('message-invalid', 'action must be a text');
  }
  switch (action) {
    case 'contact':
      return { message: contact(root), redacted: undefined };
    case 'get_params':
      return {
        message: { kind: 'get-params', deviceId: glpiDeviceId(own(root, 'deviceid')) },
        redacted: undefined,
      };
    // Inventories written to a file by the agent and sent by hand carry no action.
    case undefined:
    case 'inventory':
      return inventory(root, limits);
    default:
      return {
        message: { kind: 'unknown', deviceId: null, action: cleanText(action, 40).text },
        redacted: undefined,
      };
  }
}

function readObject(document: string): RawItem {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    throw new BodyError('json-malformed', 'the body is not valid JSON');
  }
  if (!isRawItem(parsed)) throw new BodyError('message-invalid', 'the message must be a JSON object');
  return parsed;
}

/** Never an inherited property: the agent chooses the names. */
function own(item: RawItem, field: string): RawValue | undefined {
  return Object.hasOwn(item, field) ? item[field] : undefined;
}

function contact(root: RawItem): AgentMessage {
  const tasks = own(root, 'enabled-tasks');
  return {
    kind: 'contact',
    deviceId: glpiDeviceId(own(root, 'deviceid')),
    agentName: shortText(own(root, 'name')),
    agentVersion: shortText(own(root, 'version')),
    enabledTasks: Array.isArray(tasks)
      ? (tasks as readonly RawValue[])
          .slice(0, 50)
          .map(shortText)
          .filter(task => task !== null)
      : [],
  };
}

function shortText(value: RawValue | undefined): string | null {
  return typeof value === 'string' ? cleanText(value, 100).text || null : null;
}

function inventory(root: RawItem, limits: InventoryLimits): JsonResult {
  const deviceId = glpiDeviceId(own(root, 'deviceid'));
  const content = own(root, 'content');
  if (!isRawItem(content)) throw new BodyError('message-invalid', 'content must be an object');
  const itemType = own(root, 'itemtype') ?? 'Computer';
  if (itemType !== 'Computer') {
    const told = typeof itemType === 'string' ? cleanText(itemType, 40).text : '?';
    return { message: { kind: 'unknown', deviceId, action: `inventory of ${told}` }, redacted: undefined };
  }
  const partial = own(root, 'partial') ?? false;
  if (typeof partial !== 'boolean') throw new BodyError('message-invalid', 'partial must be true or false');
  const tag = own(root, 'tag');

  const builder = new ReportBuilder(limits);
  let secret = false;
  for (const section of Object.keys(content)) {
    const value = content[section];
    if (value === undefined || value === null) continue;
    secret ||= secretSections.has(section);
    if (Array.isArray(value)) {
      builder.begin(section);
      for (const item of value as readonly RawValue[]) builder.add(section, item);
    } else builder.add(section, value);
  }
  const report = builder.finish({
    dialect: ownAgent.test(String(own(content, 'versionclient'))) ? 'muster' : 'glpi',
    deviceId,
    partial,
    tag: typeof tag === 'string' ? tag : undefined,
  });
  return {
    message: { kind: 'inventory', report },
    redacted: secret ? withoutSecrets(root, content) : undefined,
  };
}

function withoutSecrets(root: RawItem, content: RawItem): string {
  const kept = Object.entries(content).filter(([section]) => !secretSections.has(section));
  return JSON.stringify({ ...root, content: Object.fromEntries(kept) });
}
