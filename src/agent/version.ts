import { version } from '../server/version.ts';
import { packagedIn } from './update/home.ts';

/** How the agent calls itself in inventories. */
export const agentName = `Muster-Agent_v${version}`;

const packaged = packagedIn(process.env);

/** How it calls itself to the server: with its platform where it can be updated. */
export const userAgent = packaged ? `${agentName} (${packaged.platform})` : agentName;
