import { z } from 'zod';
import {
  ConfigurationId,
  FileName,
  installComponents,
  largestSetFiles,
  mostSetFiles,
  mostSetPrograms,
  PackagePlatform,
  SetContents,
  SetName,
  SetProgram,
} from '../../../../domain/agents/index.ts';
import { GroupId } from '../../../../domain/devices/index.ts';

export const tags = ['installation sets'];
export const setParams = z.object({ id: z.string().min(1).max(64) });

const day = 24 * 3_600;
const uses = z.int().min(1).max(1_000_000);
const folder = z.string().min(1).max(200).nullable().default(null);

/** Base64 makes four characters of three bytes; the rest of the body is small. */
export const setBodyLimit = Math.ceil(largestSetFiles / 3) * 4 + 256 * 1024;

export const NewInstallationSet = z.strictObject({
  name: SetName,
  platform: PackagePlatform,
  configuration: ConfigurationId.default('default'),
  /** Where the agent is installed; null: where its package puts it. */
  folder,
  components: z.array(z.enum(installComponents)).max(installComponents.length).default([]),
  /** Group filled by hand that the computers join: the ID that receives jobs. */
  group: GroupId.nullable().default(null),
  /** Base64; together at most 16 MiB. */
  files: z
    .array(z.strictObject({ name: FileName, content: z.base64() }))
    .max(mostSetFiles)
    .default([]),
  /** Where they are put; null: beside the agent. */
  filesFolder: folder,
  /** Run in this order once the agent is installed; a name without a folder is one of the files. */
  programs: z.array(SetProgram).max(mostSetPrograms).default([]),
  /** An installed agent is replaced and stays who it is; otherwise it is left alone. */
  overwrite: z.boolean().default(false),
  /** Computers that may enrol with its installers. */
  uses: uses.default(1_000),
  expiresInSeconds: z
    .int()
    .min(60)
    .max(3_650 * day)
    .default(90 * day),
});

export const InstallationSet = z.object({
  id: z.string(),
  name: z.string(),
  platform: PackagePlatform,
  configuration: z.string(),
  /** Null: it was removed. */
  configurationName: z.string().nullable(),
  contents: SetContents.extend({ files: z.array(z.object({ name: z.string(), size: z.number() })) }),
  /** Whether it holds a list of higher connection destinations. */
  connections: z.boolean(),
  /** Enrolment token of its installers. */
  token: z.string(),
  uses: z.number(),
  used: z.number(),
  expiresAt: z.string(),
  /** `broken`: its agent configuration was removed. */
  state: z.enum(['active', 'expired', 'used-up', 'revoked', 'broken']),
  /** Whether there is an agent package for its platform. */
  available: z.boolean(),
  /** Bytes of its installer, as each computer is sent it; null while there is no package. */
  size: z.number().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
  /** Computers whose agent came from it and is there. */
  installed: z.number(),
  /** Computers on which it failed last. */
  failed: z.number(),
});
export type InstallationSet = z.infer<typeof InstallationSet>;

/** Short and few: whoever reads over a shoulder or in a shell's history comes too late. */
export const NewCommand = z.strictObject({
  uses: uses.max(10_000).default(1),
  expiresInSeconds: z
    .int()
    .min(60)
    .max(30 * day)
    .default(3_600),
});

export const InstallCommand = z.object({
  /** What to paste into a terminal of the computer. */
  command: z.string(),
  uses: z.number(),
  expiresAt: z.string(),
});
