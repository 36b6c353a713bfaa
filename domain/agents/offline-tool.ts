import { z } from 'zod';
import { CommandKey, signature, signedText } from './signed-parts.ts';

export const offlineToolFormat = 'muster-offline-tool';

/** What the information collection tool knows of the installation it was made by. Nothing in it is secret. */
export const OfflineToolStatement = z.strictObject({
  format: z.literal(offlineToolFormat),
  version: z.literal(1),
  /** Id of the first event of the installation's log. */
  installation: z.string().min(1).max(100),
  /** Name and version of the server. */
  product: z.string().max(100),
  /** RFC 3339. */
  createdAt: z.iso.datetime(),
  /** What it is signed with. */
  commandKey: CommandKey,
});
export type OfflineToolStatement = z.infer<typeof OfflineToolStatement>;

/** `tool.json` beside the program that collects. */
export const OfflineTool = OfflineToolStatement.extend({ signature });
export type OfflineTool = z.infer<typeof OfflineTool>;

export const offlineToolText = signedText('offline tool', OfflineToolStatement);
