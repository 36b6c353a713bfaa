import { z } from 'zod';
import { longestReason } from '../../../../domain/devices/index.ts';
import {
  ActId,
  definitionLimit,
  DefinitionId,
  groupLimit,
  Path,
} from '../../../../domain/organization/index.ts';
import { Job } from '../../contract.ts';
import { Outcome } from '../kernel/outcome.ts';

/** What is typed; the decision says what is wrong with a name. */
const Name = z.string().max(1_000);
const Names = z.strictObject({ en: Name.optional(), ja: Name.optional() });
const reason = z.string().trim().min(1).max(longestReason).optional();
/** `keep`: scopes stay as they are. `follow`: they take the new name, even where that shows more. */
const scopes = z.enum(['keep', 'follow']).optional();

export const params = z.object({ id: DefinitionId });
export const actParams = z.object({ act: ActId });

export const NewDefinition = z.strictObject({
  parent: DefinitionId.nullable().default(null),
  name: Name,
  names: Names.optional(),
  reason,
});
export const DefinitionChange = z.strictObject({
  name: Name.optional(),
  parent: DefinitionId.nullable().optional(),
  before: DefinitionId.nullable().optional(),
  names: Names.optional(),
  reason,
});
export const JustReason = z.strictObject({ reason }).nullish();
export const DefinitionAdded = Outcome.extend({ id: z.string() });

export const Import = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        row: z.int().positive(),
        kind: z.enum(['add', 'change', 'remove']),
        before: z.string().max(2_000).optional(),
        after: z.string().max(2_000).optional(),
        /** A blank one takes the name for that language away; one that is left out stays. */
        names: Names.optional(),
      }),
    )
    .min(1)
    .max(definitionLimit),
  reason,
});

export const Renaming = z.strictObject({ path: Path, to: Path, scopes, reason });
export const Deletion = z.strictObject({ path: Path, scopes: z.enum(['keep']).optional(), reason });
export const Pruning = z.strictObject({
  /** All old groups where it is left out. */
  paths: z.array(Path).min(1).max(groupLimit).optional(),
  scopes: z.enum(['keep']).optional(),
  reason,
});

/** What an act on groups would do; without a dry run only where that is nothing. */
export const GroupPreview = Outcome.extend({
  paths: z.array(z.string()),
  /** Devices that would record something else. */
  devices: z.number(),
  /** Of an undo: devices that were changed since and stay as they are. */
  refused: z.number(),
  /** Accounts whose scope names one of the groups; null where the caller may not know. */
  accounts: z.array(z.string()).nullable(),
  /** Devices they would see that they do not see now, if their scopes followed. */
  gained: z.number(),
});
export type GroupPreview = z.infer<typeof GroupPreview>;
export const groupResponse = { 200: GroupPreview, 202: Job };
