import { device } from '../../../../domain/devices/index.ts';
import { readWholeStream } from '../../../../domain/kernel/index.ts';
import { deviceDetail } from '../../../../projections/devices/index.ts';
import type { AsOf } from '../../../../projections/kernel/index.ts';
import type { ServerContext } from '../kernel/context.ts';
import { upTo } from './detail.ts';

/** Records that a device may have taken up, over all steps; more than any administrator merges. */
const most = 500;

/**
 * The device and the records that were merged into it, and into those, at a moment (default: now): what was
 * recorded for one of them was recorded for the machine.
 */
export async function familyOf(
  context: ServerContext,
  id: string,
  asOf: AsOf | undefined,
): Promise<readonly string[]> {
  const family = new Set([id]);
  for (const member of family)
    for (const absorbed of await absorbedBy(context, member, asOf))
      if (family.size < most) family.add(absorbed);
  return [...family];
}

async function absorbedBy(
  { services }: ServerContext,
  id: string,
  asOf: AsOf | undefined,
): Promise<readonly string[]> {
  const stream = `device-${id}`;
  if (!asOf) return Object.keys((await services.commands.load(stream, device)).state.absorbed);
  const { position, time, asKnown } = asOf;
  const events = upTo(await readWholeStream(services.events, stream), position);
  const moment = { ...(time !== undefined && { time }), ...(asKnown !== undefined && { asKnown }) };
  return deviceDetail(events, moment)?.absorbed ?? [];
}

/** What merged records were called; they are in no list any more. */
export async function formerNames(
  { services }: ServerContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const states = await Promise.all(
    ids.map(async id => [id, (await services.commands.load(`device-${id}`, device)).state] as const),
  );
  return new Map(states.map(([id, { inventory }]) => [id, inventory.hostName ?? id]));
}
