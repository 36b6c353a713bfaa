import { join } from 'node:path';
import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import {
  OfflineDefinitions,
  offlineDefinitionsText,
  OfflineTool,
  offlineToolText,
} from '../../../domain/agents/index.ts';
import { AgentFault } from '../fault.ts';
import { readIfThere } from '../store/files.ts';

/** What lies beside the program in an information collection tool. */
export const toolFile = 'tool.json';
const definitionsFile = 'definitions.json';

/** Undefined where the folder is none of a tool. Throws `TOOL_DAMAGED`. */
export function toolIn(folder: string): OfflineTool | undefined {
  const text = readIfThere(join(folder, toolFile));
  if (text === undefined) return undefined;
  const tool = parsed(text, OfflineTool);
  if (tool && ledgerCrypto.verify(tool.commandKey.publicKey, offlineToolText(tool), tool.signature))
    return tool;
  throw damaged(toolFile);
}

/** What the tool is to collect besides; undefined: a server created it that told nothing. Throws `TOOL_DAMAGED`. */
export function definitionsIn(
  folder: string,
  { commandKey: { publicKey } }: OfflineTool,
): OfflineDefinitions | undefined {
  const text = readIfThere(join(folder, definitionsFile));
  if (text === undefined) return undefined;
  const told = parsed(text, OfflineDefinitions);
  if (told && ledgerCrypto.verify(publicKey, offlineDefinitionsText(told), told.signature)) return told;
  throw damaged(definitionsFile);
}

const damaged = (file: string) =>
  new AgentFault('TOOL_DAMAGED', `${file} is damaged or was edited; create the tool again on the server`);

function parsed<Form>(text: string, form: { parse(told: unknown): Form }): Form | undefined {
  try {
    return form.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
