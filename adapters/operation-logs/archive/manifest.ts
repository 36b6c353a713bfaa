import { z } from 'zod';

/** Longest manifest that is read: some thousand files. */
export const longestManifest = 1024 * 1024;
export const manifestName = '_manifest.json';
/** While something is written its name ends so; what is left of it counts for nothing. */
export const copying = '.copying';

export const dayForm = /^\d{4}-\d\d-\d\d$/u;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);

/** A Parquet file: its bytes, and the SHA-256 of them. */
export const ArchiveFile = z.strictObject({
  name: z.string().regex(/^\d{4}-\d\d-\d\d\.[0-9a-f]{8}\.\d{3,5}\.parquet$/u),
  records: z.int().min(1),
  bytes: z.int().min(1),
  sha256,
});
export type ArchiveFile = z.infer<typeof ArchiveFile>;

/**
 * What a day's folder holds. It is written last and says which files count: a folder without it is none, files that it
 * does not name are nobody's.
 */
export const Manifest = z.strictObject({
  format: z.literal('muster-operations'),
  version: z.literal(1),
  day: z.iso.date(),
  records: z.int().min(1),
  /** Batches, and computers, that the records are of. */
  batches: z.int().min(1),
  devices: z.int().min(1),
  /** Name of the oldest record. */
  first: z.string().max(300),
  /** Merkle root of the day as it was sealed; where batches came after the day had left, one for each time they did. */
  roots: z.array(sha256).min(1).max(1_000),
  /** RFC 3339. */
  written: z.iso.datetime(),
  files: z.array(ArchiveFile).min(1).max(5_000),
});
export type Manifest = z.infer<typeof Manifest>;
