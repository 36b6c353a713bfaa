import type { OperationRecord } from '../../../domain/operation-logs/index.ts';

/** What tells a file from others where its path is not known. */
export interface FileTraits {
  readonly name: string;
  readonly size: number;
  /** When it was changed last, in milliseconds since the epoch. */
  readonly modified: number;
}

/** The columns that say of a file what it is: `file`, `fileDrive`, `size`, its times, where it came from, `content`. */
export type FileFacts = Partial<Omit<OperationRecord, 'time' | 'detail'>>;

/** Who has files under watch and can say what is known of one. */
export interface FileKnowledge {
  /** Undefined: none has these traits, or several do. */
  named(traits: FileTraits): Promise<FileFacts | undefined>;
  at(path: string): Promise<FileFacts | undefined>;
}

/** What one collector knows of files, for those that see where they go. Knows nothing while files are not watched. */
export class KnownFiles {
  #by: FileKnowledge | undefined;

  /** Undefined: files are not watched any more. */
  offer(by: FileKnowledge | undefined): void {
    this.#by = by;
  }

  async named(traits: FileTraits): Promise<FileFacts | undefined> {
    return this.#by?.named(traits);
  }

  async at(path: string): Promise<FileFacts | undefined> {
    return this.#by?.at(path);
  }
}
