import { leftOut, leftOutStream, type AgentNotice } from '../../../domain/agents/index.ts';
import type { CommandHandler } from '../../../domain/kernel/index.ts';
import { accepted, refused } from '../errors/index.ts';
import type { AgentSettings } from './settings-for.ts';

export interface NoticePorts {
  readonly commands: CommandHandler;
  readonly settings: Pick<AgentSettings, 'noteApplied'>;
  readonly deviceOf: (agentId: string) => Promise<string | null>;
}

/** Records what an agent says of itself; the same again is recorded once. */
export async function note(ports: NoticePorts, agentId: string, notice: AgentNotice): Promise<void> {
  const deviceId = await ports.deviceOf(agentId);
  if (deviceId === null) throw refused({ code: 'AGENT_WITHOUT_DEVICE', details: { agentId } });
  const actor = `agent:${agentId}` as const;
  if (notice.kind === 'settingsApplied') return ports.settings.noteApplied(deviceId, notice, actor);
  const command = { type: 'NoteLeftOut', deviceId, sections: notice.sections } as const;
  accepted(await ports.commands.handle(leftOutStream(deviceId), leftOut, command, { actor }));
}
