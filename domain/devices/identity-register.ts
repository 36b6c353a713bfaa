import { accept } from '../kernel/index.ts';
import type { Decider } from '../kernel/index.ts';
import type { IdentityEvent } from './events.ts';
import type { IdentityKey } from './identity-keys.ts';

/** Per key the devices that ever claimed it, first to last. A stream may hold several keys where their hashes meet. */
export type IdentityRegister = Readonly<Record<string, readonly string[]>>;

export interface ClaimIdentityKey {
  readonly type: 'ClaimIdentityKey';
  readonly key: IdentityKey;
  readonly deviceId: string;
}

/**
 * A pointer from a key to devices: stream `identity-<ids.from(key)>`. It only grows and only finds candidates;
 * who holds a key now is said by the device's own stream. Its revision is what makes two servers that see the
 * same new machine at once agree: the second claim conflicts.
 */
export const identityRegister: Decider<IdentityRegister, ClaimIdentityKey, IdentityEvent, never> = {
  name: 'identity-register',
  stateVersion: 1,
  initial: {},
  decide({ key, deviceId }, state) {
    if (holdersOf(state, key).includes(deviceId)) return accept();
    return accept({ type: 'IdentityKeyClaimed', data: { key, deviceId } });
  },
  evolve(state, { data: { key, deviceId } }) {
    return { ...state, [key]: [...holdersOf(state, key), deviceId] };
  },
};

export function holdersOf(state: IdentityRegister, key: IdentityKey): readonly string[] {
  return Object.hasOwn(state, key) ? (state[key] ?? []) : [];
}
