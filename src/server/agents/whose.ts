import { device, holdersOf, identityRegister, usableKeys } from '../../../domain/devices/index.ts';
import type { DeviceState } from '../../../domain/devices/index.ts';
import type { CommandHandler, CredentialStore, Ids } from '../../../domain/kernel/index.ts';

export interface WhosePorts {
  readonly commands: Pick<CommandHandler, 'load'>;
  readonly credentials: Pick<CredentialStore, 'get'>;
  readonly ids: Ids;
}

const agentKey = 'agentId:';

/**
 * Muster's own agents that reported for this device, the one that enrolled last first. Agents of others take no
 * commands, and one whose credential has ended is not among them.
 */
export async function agentsOfDevice(
  { credentials }: WhosePorts,
  { keys }: Pick<DeviceState, 'keys'>,
): Promise<readonly string[]> {
  const told = keys.filter(key => key.startsWith(agentKey)).map(key => key.slice(agentKey.length));
  const found = await Promise.all(told.map(id => credentials.get('agent', id)));
  return found
    .filter(credential => credential?.details['dialect'] === 'muster')
    .map(credential => ({ id: credential!.id, since: String(credential!.details['enrolledAt']) }))
    .sort((one, two) => Date.parse(two.since) - Date.parse(one.since))
    .map(({ id }) => id);
}

/** The device that stands for what this agent reports of; null before its first inventory. */
export async function deviceOfAgent(ports: WhosePorts, agentId: string): Promise<string | null> {
  return (await whoseIs(ports, agentId)).device?.deviceId ?? null;
}

/** A device, and how it is managed. */
export type ManagedDevice = Pick<DeviceState, 'managementType'> & { readonly deviceId: string };

/** The same, and which devices were looked at: the answer stays while none of them changes. */
export async function whoseIs(
  { commands, ids }: WhosePorts,
  agentId: string,
): Promise<{ readonly device: ManagedDevice | null; readonly lookedAt: readonly string[] }> {
  const lookedAt: string[] = [];
  const [key] = usableKeys({ agentId, macs: [] }).keys;
  if (!key) return { device: null, lookedAt };
  const { state } = await commands.load(`identity-${ids.from(key)}`, identityRegister);
  const look = async (deviceId: string) => {
    lookedAt.push(deviceId);
    return (await commands.load(`device-${deviceId}`, device)).state;
  };
  for (const holder of holdersOf(state, key)) {
    let deviceId = holder;
    let found = await look(deviceId);
    while (found.mergedInto !== null) {
      deviceId = found.mergedInto;
      found = await look(deviceId);
    }
    if (found.keys.includes(key) && found.status !== 'removed' && found.status !== 'none')
      return { device: { deviceId, managementType: found.managementType }, lookedAt };
  }
  return { device: null, lookedAt };
}

/**
 * Other devices whose agent calls itself as this one's does: disk images that were made with an identity in them. A
 * device that has enrolled as another agent since is none of them any more.
 */
export async function clonesOf(
  ports: WhosePorts,
  agentId: string,
  deviceId: string,
): Promise<readonly string[]> {
  const { commands, ids } = ports;
  const [key] = usableKeys({ agentId, macs: [] }).keys;
  if (!key) return [];
  const { state } = await commands.load(`identity-${ids.from(key)}`, identityRegister);
  const others = holdersOf(state, key).filter(holder => holder !== deviceId);
  const cloned = await Promise.all(
    others.map(async id => {
      const found = (await commands.load(`device-${id}`, device)).state;
      const stands = found.mergedInto === null && found.status !== 'removed' && found.keys.includes(key);
      return stands && (await agentsOfDevice(ports, found))[0] === agentId ? [id] : [];
    }),
  );
  return cloned.flat();
}
