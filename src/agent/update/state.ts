import { z } from 'zod';
import { UpdateOrder } from '../../../domain/agents/index.ts';
import { readIfThere, writeWhole } from '../store/files.ts';
import type { Home } from './home.ts';

const Fault = z.strictObject({ code: z.string(), detail: z.string() });

const Update = z.strictObject({
  /** Of the command; the end is told under it. */
  sequence: z.int(),
  order: UpdateOrder,
  /** RFC 3339: from then on it is not tried any more. */
  expiresAt: z.string(),
  /** `fetching`: not begun to run. `trying`: runs and has not reported yet. `failed`: the version before runs again. */
  phase: z.enum(['fetching', 'trying', 'failed']),
  /** How often the new version was started. */
  starts: z.int(),
  fault: Fault.nullable(),
});
export type Update = z.infer<typeof Update>;

const UpdateState = z.strictObject({
  update: Update.nullable(),
  /** SHA-256 of packages that did not run here, newest 20: none of them is tried again. */
  bad: z.array(z.string()).max(20),
});
export type UpdateState = z.infer<typeof UpdateState>;

const nothing: UpdateState = { update: null, bad: [] };

/** What agent and launcher know of an update: each writes only while the other does not. */
export function readUpdateState(home: Home): UpdateState {
  const text = readIfThere(home.state);
  if (text === undefined) return nothing;
  try {
    return UpdateState.parse(JSON.parse(text));
  } catch {
    // An update that was under way is then told as expired by the server.
    return nothing;
  }
}

export function keepUpdateState(home: Home, state: UpdateState): void {
  writeWhole(home.state, JSON.stringify(state));
}

/** The update has failed, and its package is not tried again. */
export function markBad(home: Home, update: Update, fault: z.infer<typeof Fault>): void {
  const { bad } = readUpdateState(home);
  const { sha256 } = update.order.package;
  const others = bad.filter(each => each !== sha256);
  keepUpdateState(home, {
    update: { ...update, phase: 'failed', fault },
    bad: [...others, sha256].slice(-20),
  });
}
