import { z } from 'zod';
import { longestReason } from '../devices/index.ts';
import { defineEvent } from '../kernel/index.ts';
import type { EventsOf } from '../kernel/index.ts';
import { longestName } from './paths.ts';

/** Definitions one tree may hold: one state, read and copied as a whole. */
export const definitionLimit = 5_000;
/** Paths one act on groups may name. */
export const groupLimit = 1_000;

export const DefinitionId = z.string().min(1).max(64);
const name = z.string().min(1).max(longestName);
export const Path = z.string().min(1).max(1_000);
const order = z.int().nonnegative();
const count = z.int().nonnegative();

/** What it is called for readers of that language; without an entry by its name. */
export const DisplayNames = z.strictObject({ en: name.optional(), ja: name.optional() });
export type DisplayNames = z.infer<typeof DisplayNames>;
/** `directory`: taken over from the organization's directory. */
export const Origin = z.enum(['muster', 'directory']);
export type Origin = z.infer<typeof Origin>;

/** `parent`: null at the first level. `order`: place among the siblings, lowest first. */
export const Definition = z.strictObject({
  id: DefinitionId,
  parent: DefinitionId.nullable(),
  name,
  names: DisplayNames,
  order,
  origin: Origin,
});
export type Definition = z.infer<typeof Definition>;

const described = { since: z.string().max(40), reason: z.string().max(longestReason).optional() };
/** Of what was renamed or moved and of everything below it: no reader of one event could work them out. */
const paths = z.array(z.strictObject({ id: DefinitionId, path: Path })).min(1);
const many = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(definitionLimit);
const groups = z.array(Path).min(1).max(groupLimit);
/** Names the act; it is the correlation id of all it does. */
export const ActId = z.string().min(1).max(64);

/** One tree: stream `organization-departments` or `organization-locations`. */
export const organizationEvents = {
  DefinitionsAdded: defineEvent(
    'DefinitionsAdded',
    1,
    z.strictObject({ ...described, items: many(Definition.extend({ path: Path })) }),
  ),
  DefinitionsRenamed: defineEvent(
    'DefinitionsRenamed',
    1,
    z.strictObject({
      ...described,
      items: many(z.strictObject({ id: DefinitionId, from: name, to: name })),
      paths,
    }),
  ),
  /** To another parent, at the place `order` there. */
  DefinitionsMoved: defineEvent(
    'DefinitionsMoved',
    1,
    z.strictObject({
      ...described,
      items: many(
        z.strictObject({
          id: DefinitionId,
          from: DefinitionId.nullable(),
          to: DefinitionId.nullable(),
          order,
        }),
      ),
      paths,
    }),
  ),
  DefinitionsOrdered: defineEvent(
    'DefinitionsOrdered',
    1,
    z.strictObject({ ...described, items: many(z.strictObject({ id: DefinitionId, order })) }),
  ),
  DisplayNamesSet: defineEvent(
    'DisplayNamesSet',
    1,
    z.strictObject({ ...described, items: many(z.strictObject({ id: DefinitionId, names: DisplayNames })) }),
  ),
  /** As they were; `act` where they went with their group. What devices record stays; it is old from here on. */
  DefinitionsRemoved: defineEvent(
    'DefinitionsRemoved',
    1,
    z.strictObject({ ...described, act: ActId.optional(), items: many(Definition.extend({ path: Path })) }),
  ),
  /** A file was taken over as a whole; what it changed stands in the events beside this one. */
  HierarchyImported: defineEvent(
    'HierarchyImported',
    1,
    z.strictObject({ ...described, added: count, changed: count, removed: count }),
  ),
  /**
   * `devices`: how many recorded the group, or one below it, when it was decided. They follow one by one.
   * `definition`: what was renamed or moved with it.
   */
  GroupRenamed: defineEvent(
    'GroupRenamed',
    1,
    z.strictObject({
      ...described,
      act: ActId,
      from: Path,
      to: Path,
      definition: DefinitionId.nullable(),
      devices: count,
    }),
  ),
  /** The value is taken from the devices, here and below. */
  GroupDeleted: defineEvent(
    'GroupDeleted',
    1,
    z.strictObject({ ...described, act: ActId, path: Path, devices: count }),
  ),
  /** Groups without a definition; their devices become unknown. */
  HierarchiesPruned: defineEvent(
    'HierarchiesPruned',
    1,
    z.strictObject({ ...described, act: ActId, paths: groups, devices: count }),
  ),
  /** `undo` of an act: what it did is taken back under its own correlation id. */
  GroupActUndone: defineEvent('GroupActUndone', 1, z.strictObject({ ...described, act: ActId })),
  /** How many devices and accounts an act, or its undo, changed, and how many devices could not be. */
  GroupActEnded: defineEvent(
    'GroupActEnded',
    1,
    z.strictObject({
      ...described,
      act: ActId,
      outcome: z.enum(['done', 'cancelled', 'failed']),
      devices: count,
      refused: count,
      accounts: count,
    }),
  ),
} as const;

export type OrganizationEvent = EventsOf<typeof organizationEvents>;
export type OrganizationEventOf<T extends OrganizationEvent['type']> = Extract<
  OrganizationEvent,
  { readonly type: T }
>;
