/** Where files of this computer lie. Full paths. */
export interface Disks {
  /** Where its own disks begin; of one that is there in several places, one of them. */
  readonly local: readonly string[];
  /** Wherever something begins that is not the disk above: the network, what the kernel makes up, another disk. */
  readonly mounts: ReadonlySet<string>;
}
