import { version } from '../server/version.ts';

/** How the agent calls itself to the server, in headers and in inventories. */
export const agentName = `Muster-Agent_v${version}`;
