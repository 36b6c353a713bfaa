import { z } from 'zod';
import { changeKinds } from '../../domain/devices/change-kinds/index.ts';

/**
 * The shapes of the REST interface that more than one program needs: routes answer them, the console and the
 * command line read them, OpenAPI is made from them. Times are RFC 3339 UTC.
 */
export const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Every list answers this. `position` is the log position it stands for. */
export const listOf = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item),
    total: z.number().nullable(),
    next: z.string().nullable(),
    position: z.number(),
  });

/** Query string of every list. `filter` is the JSON of a filter tree, `sort` is `name,-lastSeenAt`. */
export const ListParams = z.object({
  filter: z.string().max(20_000).optional(),
  sort: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().max(4_000).optional(),
  /** Rows to pass over, for lists that show a window of a long result. */
  offset: z.coerce.number().int().min(0).max(10_000_000).optional(),
  fields: z.string().max(4_000).optional(),
  asOf: z.string().max(40).optional(),
  asKnown: z.enum(['then', 'now']).optional(),
  total: z.stringbool().default(true),
  /** Wait until the read model has reached this position (read your own write). */
  after: z.coerce.number().int().nonnegative().optional(),
});

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string().optional(),
  remedy: z.string().optional(),
  instance: z.string().optional(),
  /** Per field, for refused input. */
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type Problem = z.infer<typeof Problem>;

export const Row = z.looseObject({ id: z.string() });
export type Row = z.infer<typeof Row>;

/** Days until the password must be changed, 0 once it must; null: more than a week, or for ever. */
const PasswordDaysLeft = z.number().nullable();

/** What anybody may see of the licence, signed in or not. Counts are of devices; dates are days in UTC. */
export const LicenceSummary = z.object({
  /** `community`: any number of devices. `required`: as many as the keys license, and nobody signs in without one. */
  licensing: z.enum(['community', 'required']),
  /** True where the sign-in page takes the first key. */
  firstKeyWanted: z.boolean(),
  /** Devices all valid keys license together; null: any number. */
  licensed: z.number().nullable(),
  keys: z.array(
    z.object({
      holder: z.string(),
      devices: z.number(),
      /** The last day it counts; null: for ever. */
      expires: z.string().nullable(),
      expired: z.boolean(),
    }),
  ),
});
export type LicenceSummary = z.infer<typeof LicenceSummary>;

export const Licence = LicenceSummary.extend({
  /** Managed devices. */
  used: z.number(),
  /** Devices that can become managed now; null: any number. */
  remaining: z.number().nullable(),
  keys: z.array(
    LicenceSummary.shape.keys.element.extend({
      serial: z.string(),
      issued: z.string(),
      /** RFC 3339. */
      registeredAt: z.string(),
    }),
  ),
});
export type Licence = z.infer<typeof Licence>;

export const SessionCreated = z.object({
  token: z.string(),
  userId: z.string(),
  displayName: z.string(),
  roles: z.array(z.string()),
  mustChangePassword: z.boolean(),
  passwordDaysLeft: PasswordDaysLeft,
  expiresAt: z.string(),
});
export const Me = z.object({
  userId: z.string(),
  displayName: z.string(),
  email: z.string().nullable(),
  roles: z.array(z.string()),
  /** `security`, `assets`, `devices`, `distribution`; null: all tasks. */
  tasks: z.array(z.string()).nullable(),
  /** What roles and tasks leave; with an API token what that leaves of it. */
  permissions: z.array(z.string()),
  scope: z.array(z.string()).nullable(),
  mustChangePassword: z.boolean(),
  passwordDaysLeft: PasswordDaysLeft,
  /** Kept per user on the server: theme, density, language, columns per list, saved views. */
  preferences: z.record(z.string(), z.unknown()),
  serverVersion: z.string(),
});
export type Me = z.infer<typeof Me>;

export const TimelineEntry = z.object({
  id: z.string(),
  position: z.number(),
  /** When the server learned it. */
  at: z.string(),
  /** When it happened, where that is another time. */
  happenedAt: z.string().nullable(),
  kind: z.enum(changeKinds),
  /** Key of the sentence in the catalogue and its parameters; the console words it in the user's language. */
  sentence: z.object({ key: z.string(), params: z.record(z.string(), z.unknown()) }),
  /** The sentence in English, for files and terminals. */
  text: z.string(),
  actor: z.string(),
  source: z.string(),
  eventType: z.string(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** A saved view that others see; `filter`, `sort` and `columns` are texts as in the address of its list. */
export const SharedView = z.object({
  id: z.string(),
  list: z.string(),
  /** User id. */
  owner: z.string(),
  name: z.string(),
  filter: z.string().optional(),
  sort: z.string().optional(),
  columns: z.string().optional(),
  /** Who sees it beside its owner; null: everybody who sees the list. */
  audience: z.object({ roles: z.array(z.string()), departments: z.array(z.string()) }).nullable(),
  mine: z.boolean(),
  /** Whoever asks may rename it and share it no longer. */
  manageable: z.boolean(),
});
export type SharedView = z.infer<typeof SharedView>;

export const EventRow = z.object({
  position: z.number(),
  id: z.string(),
  type: z.string(),
  stream: z.string(),
  revision: z.number(),
  schemaVersion: z.number(),
  at: z.string(),
  happenedAt: z.string().nullable(),
  actor: z.string(),
  correlationId: z.string(),
  causationId: z.string().nullable(),
  data: z.unknown(),
  /** `data` is null: what the event says is for the members of a case. */
  withheld: z.literal(true).optional(),
});
export type EventRow = z.infer<typeof EventRow>;

export const ProjectionHealth = z.object({
  name: z.string(),
  state: z.enum(['live', 'catching-up', 'rebuilding', 'failed', 'stopped']),
  position: z.number(),
  /** Events of the log beyond it. */
  lag: z.number(),
  progress: z.number().nullable(),
  error: z
    .object({ position: z.number(), eventType: z.string(), message: z.string(), at: z.string() })
    .nullable(),
  note: z.string().nullable(),
});
export type ProjectionHealth = z.infer<typeof ProjectionHealth>;

export const Health = z.object({
  status: z.enum(['ok', 'degraded', 'failing']),
  version: z.string(),
  startedAt: z.string(),
  log: z.object({
    position: z.number(),
    store: z.string(),
    sizeBytes: z.number().nullable(),
    writable: z.boolean(),
    problem: z.string().nullable(),
  }),
  readStore: z.object({
    store: z.string(),
    sizeBytes: z.number().nullable(),
    problem: z.string().nullable(),
  }),
  projections: z.array(ProjectionHealth),
  /** What one of several servers does at a time: projections, seals, presence in the lists. */
  work: z.object({
    /** `fenced`: this server did it and was replaced; it waits to do it again. */
    state: z.enum(['starting', 'leading', 'waiting', 'fenced', 'stopped']),
    /** How this server calls itself. */
    server: z.string(),
    /** The server that does it; null while none does or it cannot be seen. */
    leader: z.string().nullable(),
  }),
  /** The computer this server runs on, by its host name: the device that stands for it, if an agent or a person made it one. */
  host: z.object({
    name: z.string(),
    device: z.string().nullable(),
    managementType: z.enum(['agent', 'offline', 'agentless']).nullable(),
  }),
  ledger: z.object({
    lastSealedPosition: z.number(),
    lastSealedAt: z.string().nullable(),
    seals: z.number(),
    problem: z.string().nullable(),
  }),
  /** Null where none is written, or by another server. */
  revisionArchive: z
    .object({
      folder: z.string(),
      /** Written last; null: none yet. */
      file: z.string().nullable(),
      position: z.number(),
      /** What keeps it from going on; it is tried again by itself. */
      problem: z.string().nullable(),
    })
    .nullable(),
  intake: z.object({
    received: z.number(),
    changed: z.number(),
    unchanged: z.number(),
    refused: z.number(),
    queued: z.number(),
    lastRefusals: z.array(
      z.object({ at: z.string(), address: z.string(), code: z.string(), detail: z.string() }),
    ),
  }),
  disk: z.object({ path: z.string(), freeBytes: z.number(), totalBytes: z.number() }).nullable(),
  memoryBytes: z.number(),
  eventLoopDelayMs: z.number(),
});
export type Health = z.infer<typeof Health>;

export const Job = z.object({
  id: z.string(),
  kind: z.string(),
  /** `lost`: the server that ran it is gone. */
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'lost']),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  startedBy: z.string(),
  /** The server that runs it or ran it, as it calls itself. */
  server: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  result: z.record(z.string(), z.unknown()).nullable(),
  error: z.string().nullable(),
});
export type Job = z.infer<typeof Job>;

/** A place of the departments or locations: a definition, or a value that only devices still record (`id` null). */
export const HierarchyNode = z.object({
  id: z.string().nullable(),
  path: z.string(),
  name: z.string(),
  /** Names for readers of a language; null: by its name. */
  nameEn: z.string().nullable(),
  nameJa: z.string().nullable(),
  /** `muster` or `directory`; null where it is not defined. */
  origin: z.string().nullable(),
  /** Levels below the first one shown. */
  depth: z.number(),
  /** Devices that record just this place. */
  devices: z.number(),
  /** Those, and the devices of everything below it. */
  below: z.number(),
});
export type HierarchyNode = z.infer<typeof HierarchyNode>;

/** Parents before children. `unknown`: devices without a value. `revision`: of the definitions, for If-Match. */
export const Hierarchy = z.object({
  items: z.array(HierarchyNode),
  unknown: z.number(),
  revision: z.number(),
  position: z.number(),
});
export type Hierarchy = z.infer<typeof Hierarchy>;
