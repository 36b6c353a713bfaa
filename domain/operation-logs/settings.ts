import { z } from 'zod';
import {
  concealableColumns,
  divulgingDetails,
  operationDetails,
  type OperationDetail,
} from './records/index.ts';

const details = operationDetails.map(({ key }) => key) as [OperationDetail, ...OperationDetail[]];

/** `*` stands for any characters, `?` for one; case does not matter. */
const pattern = z.string().trim().min(1).max(256);
const patterns = z.array(pattern).max(200);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 12:30');

const RedactionRule = z.strictObject({
  columns: z.array(z.enum(concealableColumns)).min(1).max(concealableColumns.length),
  /** What is replaced wherever it stands in the value. */
  pattern,
  /** `hide`: the matching part becomes `***`. `drop`: the whole record is not recorded. */
  act: z.enum(['hide', 'drop']),
});

const PrivateHours = z.strictObject({
  /** 1 is Monday, 7 Sunday. */
  days: z.array(z.int().min(1).max(7)).min(1).max(7),
  from: clock,
  /** Where it is before `from`: of the next day. */
  until: clock,
});

/**
 * What agents record of the operations of users, and how they treat it before it leaves the computer.
 * Everything here is told to agents; `version` rises with each change and stands with what was recorded by it.
 */
export const CollectionSettings = z.strictObject({
  details: z.array(z.enum(details)).max(details.length),
  /** Files: a record is kept where an included pattern fits its path (none: every path) and no excluded one does. */
  files: z.strictObject({ include: patterns, exclude: patterns }),
  /** Processes, by the name of their program. */
  processes: z.strictObject({ include: patterns, exclude: patterns }),
  /** Windows, by their title. */
  windows: z.strictObject({ include: patterns, exclude: patterns }),
  /** Minutes between two uploads, 1 to 1,440; an upload with 1,000 records does not wait. */
  intervalMinutes: z.int().min(1).max(1_440),
  /** Days the agent keeps what it could not upload; older records are dropped. */
  retentionDays: z.int().min(1).max(366),
  redaction: z.array(RedactionRule).max(50),
  privateHours: z.array(PrivateHours).max(20),
  /** Columns that are never filled. */
  leaveOut: z.array(z.enum(concealableColumns)).max(concealableColumns.length),
  version: z.int().min(0),
});
export type CollectionSettings = z.infer<typeof CollectionSettings>;

/** The four conditions of suspicious operations; the first three mark the record too, the fourth is told only. */
export const SuspicionConditions = z.strictObject({
  /** "Send/Receive E-mail with Attachments". */
  mail: z.boolean(),
  /** "Use Web/FTP Server". */
  webFtp: z.boolean(),
  /** "Copy/Move the File to External Device". */
  externalDevice: z.boolean(),
  /** Pages one user prints within an hour beyond which it is told; null: it is not looked at. */
  printedPages: z.int().min(1).max(100_000).nullable(),
});
export type SuspicionConditions = z.infer<typeof SuspicionConditions>;

/** What an administrator sets of operation logs. */
export const OperationLogSettings = z.strictObject({
  /** "Acquisition of Operations Logs"; off: agents record nothing and nothing is stored. */
  acquire: z.boolean(),
  /** Days that are kept at hand; what is older is removed, and discarded where it arrives. */
  days: z.int().min(1).max(3_660),
  collection: CollectionSettings.omit({ version: true }),
  suspicious: SuspicionConditions,
  /** Whoever looks at records must say what for. */
  purposeRequired: z.boolean(),
});
export type OperationLogSettings = z.infer<typeof OperationLogSettings>;

export const defaultCollection: CollectionSettings = {
  details: [...divulgingDetails],
  files: { include: [], exclude: [] },
  processes: { include: [], exclude: [] },
  windows: { include: [], exclude: [] },
  intervalMinutes: 10,
  retentionDays: 42,
  redaction: [],
  privateHours: [],
  leaveOut: [],
  version: 0,
};

const { version: _version, ...collection } = defaultCollection;

/** Until somebody changes them. */
export const defaultOperationLogSettings: OperationLogSettings = {
  acquire: false,
  days: 31,
  collection,
  suspicious: { mail: false, webFtp: false, externalDevice: false, printedPages: null },
  purposeRequired: false,
};
