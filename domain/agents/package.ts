import { z } from 'zod';
import { CommandKey, hash, signature, signedText } from './signed-parts.ts';

/** What packages are built for. A Windows on ARM runs the one of `win-x64`. */
export const packagePlatforms = [
  'linux-x64',
  'linux-arm64',
  'win-x64',
  'darwin-x64',
  'darwin-arm64',
] as const;
export const PackagePlatform = z.enum(packagePlatforms);
export type PackagePlatform = z.infer<typeof PackagePlatform>;

/** `1.4.0`, or `1.4.0-beta.2` for one that comes before it. */
export const PackageVersion = z
  .string()
  .regex(
    /^(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}(-[0-9A-Za-z]+(\.[0-9A-Za-z]+){0,5})?$/,
    'is a version such as 1.4.0',
  )
  .max(60);

/** Bytes; a runtime packs to some forty million. */
export const largestPackage = 512 * 2 ** 20;

/** What the signature of a package covers. */
export const PackageManifest = z.strictObject({
  version: PackageVersion,
  platform: PackagePlatform,
  /** Name of the file, as `packageFile` makes it. */
  file: z.string().max(120),
  /** Bytes of the file. */
  size: z.int().min(1).max(largestPackage),
  /** Of the file, hex. */
  sha256: hash,
});
export type PackageManifest = z.infer<typeof PackageManifest>;

/** The public half of the key that packages are signed with; each package carries the one its agent takes updates by. */
export const ReleaseKey = CommandKey;
export type ReleaseKey = CommandKey;

/** The document beside a package file. */
export const SignedPackage = PackageManifest.extend({
  releaseKey: ReleaseKey,
  /** Ed25519, base64. */
  signature,
});
export type SignedPackage = z.infer<typeof SignedPackage>;

export const packageText = signedText('agent package', PackageManifest);

/** `muster-agent-1.4.0-linux-x64.tar.gz`; for Windows a zip. */
export function packageFile(version: string, platform: PackagePlatform): string {
  return `muster-agent-${version}-${platform}.${platform.startsWith('win-') ? 'zip' : 'tar.gz'}`;
}

/** Below 0 where `one` comes before `other`, 0 where they are the same: the precedence of Semantic Versioning. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [parsed(one), parsed(other)];
  for (const index of [0, 1, 2]) {
    const difference = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.before.length === 0 || right.before.length === 0)
    return Number(left.before.length === 0) - Number(right.before.length === 0);
  for (let index = 0; index < Math.max(left.before.length, right.before.length); index++) {
    const order = compareParts(left.before[index], right.before[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function parsed(version: string): {
  readonly numbers: readonly number[];
  readonly before: readonly string[];
} {
  const at = version.indexOf('-');
  const numbers = (at < 0 ? version : version.slice(0, at)).split('.').map(Number);
  return { numbers, before: at < 0 ? [] : version.slice(at + 1).split('.') };
}

/** Numbers come before words and count as numbers; fewer parts come before more. */
function compareParts(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0;
  if (one === undefined) return -1;
  if (other === undefined) return 1;
  const [left, right] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (left && right) return Number(one) - Number(other);
  if (left !== right) return left ? -1 : 1;
  return one < other ? -1 : 1;
}
