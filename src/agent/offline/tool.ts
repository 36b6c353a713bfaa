import { join } from 'node:path';
import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import { OfflineTool, offlineToolText } from '../../../domain/agents/index.ts';
import { AgentFault } from '../fault.ts';
import { readIfThere } from '../store/files.ts';

/** What lies beside the program in an information collection tool. */
export const toolFile = 'tool.json';

/** Undefined where the folder is none of a tool. Throws `TOOL_DAMAGED`. */
export function toolIn(folder: string): OfflineTool | undefined {
  const text = readIfThere(join(folder, toolFile));
  if (text === undefined) return undefined;
  const tool = parsed(text);
  if (tool && ledgerCrypto.verify(tool.commandKey.publicKey, offlineToolText(tool), tool.signature))
    return tool;
  throw new AgentFault(
    'TOOL_DAMAGED',
    `${toolFile} is damaged or was edited; create the tool again on the server`,
  );
}

function parsed(text: string): OfflineTool | undefined {
  try {
    return OfflineTool.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
