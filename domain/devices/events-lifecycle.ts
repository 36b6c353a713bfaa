import { z } from 'zod';
import { defineEvent, personal } from '../kernel/index.ts';
import { EnteredValue } from './device-fields/index.ts';
import {
  IdentityExplanationSchema,
  Summary,
  administered,
  deviceId,
  deviceType,
  keys,
  managementType,
  noteText,
  reported,
  software,
  time,
  wholeRecord,
} from './event-parts.ts';
import { GroupId, GroupName } from './group-events.ts';

/** `server`: out of a segment of its own. `agent`: by the agent of another device in the segment. */
export const StartWay = z.strictObject({
  via: z.enum(['server', 'agent']),
  device: deviceId.optional(),
  agent: z.string().max(255).optional(),
  mac: z.string().max(40),
  broadcast: z.string().max(40),
});
export type StartWay = z.infer<typeof StartWay>;

const namedGroup = z.strictObject({ group: GroupId, name: GroupName });

/** Set where somebody registered it by hand and said what it is. */
const fixedType = z.literal(true).optional();

/** What becomes of a device's record: registered, managed, ignored, removed, merged, split, placed. */
export const lifecycleEvents = {
  /** First sight of a device: its whole inventory, why it is a new one, what it is. Managed from here on. */
  DeviceRegistered: defineEvent(
    'DeviceRegistered',
    1,
    z.strictObject({
      ...reported,
      ...wholeRecord,
      /** Set where it was split off another device. */
      splitFrom: deviceId.optional(),
      fixedType,
      identity: IdentityExplanationSchema,
    }),
  ),
  /** First sight of a device for which no licence was left: known, without its software, and not managed. */
  DeviceDiscovered: defineEvent(
    'DeviceDiscovered',
    1,
    z.strictObject({ ...reported, ...wholeRecord, fixedType, identity: IdentityExplanationSchema }),
  ),
  DeviceManaged: defineEvent('DeviceManaged', 1, z.strictObject(administered)),
  /** Out of management: its inventory is no longer kept up and no longer counts. */
  DeviceIgnored: defineEvent('DeviceIgnored', 1, z.strictObject({ ...administered, software })),
  DeviceRemoved: defineEvent('DeviceRemoved', 1, z.strictObject({ ...administered, keys, software })),
  /** This record was another record of the device `into`; its history stays here. */
  DeviceMerged: defineEvent(
    'DeviceMerged',
    1,
    z.strictObject({
      ...administered,
      into: deviceId,
      keys,
      software,
    }),
  ),
  /** The other side of a merge: the keys of `from` are this device's. */
  DeviceAbsorbed: defineEvent('DeviceAbsorbed', 1, z.strictObject({ ...administered, from: deviceId, keys })),
  /** These keys are another machine's: the device `into`. */
  DeviceSplit: defineEvent('DeviceSplit', 1, z.strictObject({ ...administered, into: deviceId, keys })),
  /** A merge taken back: the record stands for itself again, as it was. */
  DeviceRestored: defineEvent(
    'DeviceRestored',
    1,
    z.strictObject({
      ...administered,
      from: deviceId,
      summary: Summary,
      ...wholeRecord,
      registeredAt: time,
      department: z.string().nullable(),
      location: z.string().nullable(),
      /** Absent: none. */
      groups: z.array(GroupId).optional(),
      /** What people entered into fields, by field. Absent: nothing. */
      fields: z.record(z.string(), personal(EnteredValue, 'user')).optional(),
    }),
  ),
  /** Where it belongs and stands; null takes the place away. */
  DevicePlaced: defineEvent(
    'DevicePlaced',
    1,
    z.strictObject({
      ...administered,
      department: z.string().max(1_000).nullable(),
      location: z.string().max(1_000).nullable(),
      before: z.strictObject({ department: z.string().nullable(), location: z.string().nullable() }),
    }),
  ),
  /** What somebody entered into fields of the device, by field; null: nothing. `name`: what it was called then. */
  DeviceFieldsEntered: defineEvent(
    'DeviceFieldsEntered',
    1,
    z.strictObject({
      ...administered,
      /** Entered at the computer: by which account of it, and when by its clock. Absent: an administrator did. */
      form: z.strictObject({ by: personal(z.string().max(255), 'user'), finishedAt: time }).optional(),
      fields: z.record(
        z.string().max(40),
        z.strictObject({
          name: z.string().max(60),
          from: personal(EnteredValue, 'user').nullable(),
          to: personal(EnteredValue, 'user').nullable(),
        }),
      ),
    }),
  ),
  /** Told to start, by Wake on LAN: from where, and which network card in which segment. */
  DeviceStartRequested: defineEvent(
    'DeviceStartRequested',
    1,
    z.strictObject({ ...administered, ways: z.array(StartWay).min(1).max(20) }),
  ),
  DeviceTypeChanged: defineEvent(
    'DeviceTypeChanged',
    1,
    z.strictObject({
      ...reported,
      from: deviceType,
      to: deviceType,
      /** True: a person decided it, and it stays whatever is collected. False: the facts decide again. */
      fixed: z.boolean().optional(),
      /** What types that an administrator added were called then. */
      names: z.record(z.string(), z.string()).optional(),
    }),
  ),
  ManagementTypeChanged: defineEvent(
    'ManagementTypeChanged',
    1,
    z.strictObject({
      ...reported,
      from: managementType,
      to: managementType,
      /** Its agent's configuration decided it, so that a report that was still on its way does not undo it. */
      by: z.literal('configuration').optional(),
    }),
  ),
  /** By hand. `groups`: all it belongs to afterwards, by id; names as they were then, for those who read of it. */
  DeviceGrouped: defineEvent(
    'DeviceGrouped',
    1,
    z.strictObject({
      ...administered,
      added: z.array(namedGroup),
      removed: z.array(namedGroup),
      groups: z.array(GroupId),
    }),
  ),
  /** Notes by hand. What a note said before stays in the log. */
  DeviceNoteAdded: defineEvent(
    'DeviceNoteAdded',
    1,
    z.strictObject({ since: time, note: deviceId, text: noteText }),
  ),
  DeviceNoteChanged: defineEvent(
    'DeviceNoteChanged',
    1,
    z.strictObject({ since: time, note: deviceId, from: noteText, to: noteText }),
  ),
  DeviceNoteRemoved: defineEvent(
    'DeviceNoteRemoved',
    1,
    z.strictObject({ since: time, note: deviceId, text: noteText }),
  ),
  DeviceIdentityChanged: defineEvent(
    'DeviceIdentityChanged',
    1,
    z.strictObject({
      ...reported,
      agentId: z.string().max(255).optional(),
      added: keys,
      dropped: keys,
      identity: IdentityExplanationSchema,
    }),
  ),
  /** A report collected before the newest known arrived after it: noted, not applied; the body keeps it whole. */
  LateInventoryRecorded: defineEvent(
    'LateInventoryRecorded',
    1,
    z.strictObject({
      ...reported,
      collectedAt: time,
      /** Collection time of the newest facts, which stand. */
      newest: time,
      /** Differences between what it tells and what stands, per section. */
      differences: z.record(z.string(), z.number()),
    }),
  ),
} as const;
