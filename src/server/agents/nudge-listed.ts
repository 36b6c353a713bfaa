import type { Logger } from 'pino';
import type { SocketHub } from './socket-hub.ts';

/**
 * Tells agents in turn as they are listed. Where the list cannot be read to its end, all that are connected are told:
 * one that was left out would not ask before its next poll, and one that asks for nothing new is told so.
 */
export async function nudgeListed(
  listed: AsyncIterable<string>,
  hub: Pick<SocketHub, 'nudgeInTurn' | 'nudgeAllInTurn'>,
  log: Pick<Logger, 'warn'>,
): Promise<void> {
  try {
    for await (const agentId of listed) hub.nudgeInTurn([agentId]);
  } catch (error) {
    log.warn({ err: error }, 'whom something concerns could not be read; all agents are told to ask');
    hub.nudgeAllInTurn();
  }
}
