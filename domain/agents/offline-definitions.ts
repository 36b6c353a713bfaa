import { z } from 'zod';
import { searchLimits } from '../devices/index.ts';
import { FormField, mostFormFields } from './form.ts';
import { signature, signedText } from './signed-parts.ts';
import { SearchedSoftware } from './software-search.ts';

export const offlineDefinitionsFormat = 'muster-offline-definitions';

/** What the information collection tool was told to collect besides, when it was created. Nothing in it is secret. */
export const OfflineDefinitionsStatement = z.strictObject({
  format: z.literal(offlineDefinitionsFormat),
  version: z.literal(1),
  /** Of everything that tools are created anew for: results name it, so that the server sees which are older. */
  definitions: z.string().min(1).max(64),
  conditions: z.array(SearchedSoftware).max(searchLimits.conditions),
  /** What the person at the computer is asked for; absent: a server created it that told nothing. */
  fields: z.array(FormField).max(mostFormFields).optional(),
});
export type OfflineDefinitionsStatement = z.infer<typeof OfflineDefinitionsStatement>;

/** `definitions.json` beside `tool.json`, signed with the key that is named there. */
export const OfflineDefinitions = OfflineDefinitionsStatement.extend({ signature });
export type OfflineDefinitions = z.infer<typeof OfflineDefinitions>;

export const offlineDefinitionsText = signedText('offline definitions', OfflineDefinitionsStatement);
