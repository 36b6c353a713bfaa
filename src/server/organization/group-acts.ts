import { organizationTree, pathAfter, isWithin, treeStream } from '../../../domain/organization/index.ts';
import type { OrganizationCommand, OrganizationEvent, TreeKind } from '../../../domain/organization/index.ts';
import type { Actor, StoredEvent } from '../../../domain/kernel/index.ts';
import { readWholeStream } from '../../../domain/kernel/index.ts';
import { eachDevice } from '../devices/each-device.ts';
import { accepted, AppError } from '../errors/index.ts';
import type { ServerContext } from '../http/kernel/context.ts';
import type { JobControl } from '../jobs.ts';
import { carryConfigurations } from './configurations-follow.ts';
import { devicesWithin, placementsOf, replaceOn } from './placements.ts';
import type { Replacement } from './placements.ts';
import { rescope, scopeAfter, scopeBeside } from './scope-follow.ts';

/** What is done to the devices that record the paths, or one below. */
export interface GroupChange {
  readonly kind: TreeKind;
  readonly paths: readonly string[];
  /** What the one path is called from then on; null: they record none. */
  readonly to: string | null;
  /** Accounts whose scope follows the renaming. */
  readonly following: readonly string[];
}

export interface ActContext {
  /** Id of the act, and correlation id of all it does. */
  readonly act: string;
  readonly actor: Actor;
  /** Of who asked. */
  readonly scope: readonly string[] | null;
  readonly reason?: string;
}

interface Counts {
  devices: number;
  refused: number;
  accounts: number;
}

/** Devices at once; each is an append that shares a commit with the others. */
const together = 16;
const page = 1_000;
/** Looks for devices that came to the group while others left it. */
const rounds = 5;

/** The decision, then device by device what follows from it, then how it ended. The job of such an act. */
export async function carryOut(
  context: ServerContext,
  command: OrganizationCommand,
  change: GroupChange,
  about: ActContext,
  control: JobControl,
): Promise<Readonly<Record<string, unknown>>> {
  const {
    paths: [from],
    to,
    following,
  } = change;
  return concluded(context, change.kind, command, about, control, async counts => {
    const renamed = from !== undefined && to !== null;
    const followed = { actor: about.actor, correlationId: about.act };
    if (renamed) {
      await carryConfigurations(context, change.kind, [{ from, to }], { ...followed, dryRun: false });
      counts.accounts = await rescope(context, following, scope => scopeBeside(scope, from, to), followed);
    }
    const left = await changeAll(context, change, about, control, counts);
    // While a device is still called the old name, who administered it goes on seeing it.
    if (renamed && left === 0)
      await rescope(context, following, scope => scopeAfter(scope, from, to), followed);
  });
}

/** Every device the act changed records again what it did before, unless it was changed since. */
export async function takeBack(
  context: ServerContext,
  kind: TreeKind,
  command: OrganizationCommand,
  about: ActContext,
  control: JobControl,
): Promise<Readonly<Record<string, unknown>>> {
  const { begun, end } = await recordOf(context, kind, about.act);
  return concluded(context, kind, command, about, control, async counts => {
    const placements = await placementsOf(context.services, kind, about.act, {
      after: begun.position,
      until: end,
    });
    const following = await followersOf(context, about.act, begun.position, end);
    const renamed = begun.type === 'GroupRenamed' ? begun.data : null;
    const followed = { actor: about.actor, correlationId: about.act };
    if (renamed)
      counts.accounts = await rescope(
        context,
        following,
        s => scopeBeside(s, renamed.to, renamed.from),
        followed,
      );
    await each([...placements.keys()], control, counts, async deviceId => {
      const { before, after } = placements.get(deviceId)!;
      const outcome = await place(
        context,
        kind,
        deviceId,
        now => (now === after ? before : undefined),
        about,
      );
      return outcome === 'same' ? 'refused' : outcome;
    });
    if (renamed && !control.signal.aborted)
      await rescope(context, following, scope => scopeAfter(scope, renamed.to, renamed.from), followed);
  });
}

/** How many devices would go back, and how many have been changed since. */
export async function countTakenBack(
  context: ServerContext,
  kind: TreeKind,
  act: string,
): Promise<Pick<Counts, 'devices' | 'refused'>> {
  const { begun, end } = await recordOf(context, kind, act);
  const placements = await placementsOf(context.services, kind, act, { after: begun.position, until: end });
  const ids = [...placements.keys()];
  let devices = 0;
  for (let at = 0; at < ids.length; at += page) {
    const values = ids.slice(at, at + page);
    const filter = { op: 'in', column: 'id', values } as const;
    const query = { filter, limit: page, fields: [kind], total: false };
    const { items } = await context.reads(null).find('devices.list', query);
    devices += items.filter(
      ({ id, columns }) => (columns[kind] ?? null) === placements.get(id)!.after,
    ).length;
  }
  return { devices, refused: ids.length - devices };
}

/** The work between the event that says what was decided and the one that says how it ended. */
async function concluded(
  { services }: ServerContext,
  kind: TreeKind,
  command: OrganizationCommand,
  { act, actor }: ActContext,
  { signal }: JobControl,
  work: (counts: Counts) => Promise<void>,
): Promise<Readonly<Record<string, unknown>>> {
  const { commands, clock, projections, events } = services;
  const give = async (given: OrganizationCommand, by: Actor) =>
    accepted(
      await commands.handle(treeStream(kind), organizationTree, given, { actor: by, correlationId: act }),
    );
  const counts: Counts = { devices: 0, refused: 0, accounts: 0 };
  const end = (outcome: 'done' | 'cancelled' | 'failed') =>
    give({ type: 'EndGroupAct', at: clock.now(), act, outcome, ...counts }, 'system:organization');
  await give(command, actor);
  try {
    await work(counts);
  } catch (error) {
    await end('failed');
    throw error;
  }
  const { position } = await end(signal.aborted ? 'cancelled' : 'done');
  await projections.reached(await events.lastPosition());
  return { act, tree: kind, ...counts, position };
}

/** Devices that come to the group meanwhile are taken along; answers how many are still in it. */
async function changeAll(
  context: ServerContext,
  { kind, paths, to }: GroupChange,
  about: ActContext,
  control: JobControl,
  counts: Counts,
): Promise<number> {
  const { projections, events } = context.services;
  const replacement: Replacement = recorded => {
    const path = recorded === null ? undefined : paths.find(each => isWithin(recorded, each));
    if (path === undefined || recorded === null) return undefined;
    return to === null ? null : pathAfter(recorded, path, to);
  };
  let left: readonly string[] = [];
  for (let round = 0; round < rounds; round++) {
    await projections.reached(await events.lastPosition());
    left = await devicesWithin(context.reads(about.scope), kind, paths);
    const before = counts.devices;
    counts.refused = 0;
    if (left.length > 0)
      await each(left, control, counts, id => place(context, kind, id, replacement, about));
    if (control.signal.aborted || counts.devices === before) break;
  }
  return left.length;
}

async function each(
  ids: readonly string[],
  control: JobControl,
  counts: Counts,
  work: (id: string) => Promise<'placed' | 'same' | 'refused'>,
): Promise<void> {
  await eachDevice(ids, control, together, async id => {
    const outcome = await work(id);
    if (outcome === 'placed') counts.devices += 1;
    if (outcome === 'refused') counts.refused += 1;
  });
}

function place(
  { services }: ServerContext,
  kind: TreeKind,
  deviceId: string,
  replacement: Replacement,
  { act, actor, reason }: ActContext,
) {
  return replaceOn(services, deviceId, kind, replacement, {
    actor,
    correlationId: act,
    ...(reason !== undefined && { reason }),
  });
}

type Begun = StoredEvent &
  Extract<OrganizationEvent, { type: 'GroupRenamed' | 'GroupDeleted' | 'HierarchiesPruned' }>;

/** The event an act began with, and the position of the first that says it ended. */
async function recordOf(
  { services }: ServerContext,
  kind: TreeKind,
  act: string,
): Promise<{ readonly begun: Begun; readonly end: number | undefined }> {
  const own = (await readWholeStream(services.events, treeStream(kind))).filter(
    ({ data }) => (data as { readonly act?: string }).act === act,
  );
  const begun = own.find(({ type }) => ['GroupRenamed', 'GroupDeleted', 'HierarchiesPruned'].includes(type));
  if (!begun) throw new AppError('GROUP_ACT_UNKNOWN', { details: { act } });
  return { begun: begun as Begun, end: own.find(({ type }) => type === 'GroupActEnded')?.position };
}

/** Accounts whose scope followed the act. */
async function followersOf(
  { services }: ServerContext,
  act: string,
  after: number,
  until: number | undefined,
): Promise<readonly string[]> {
  const userIds = new Set<string>();
  const options = { types: ['AccountScopeChanged'], ...(until === undefined ? {} : { until }) };
  for await (const batch of services.events.readAll(after, options))
    for (const { stream, correlationId } of batch)
      if (correlationId === act) userIds.add(stream.slice('account-'.length));
  return [...userIds];
}
