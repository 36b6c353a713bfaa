/**
 * The dialects name the same facts differently. Everything is read in the vocabulary of the GLPI inventory
 * (lower-case sections and fields); a dialect only says where its names differ.
 */
export interface Vocabulary {
  readonly sections: Readonly<Record<string, string>>;
  /** By section of the GLPI vocabulary: the dialect's tag → GLPI field. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What a missing field of a section means in this dialect. */
  readonly defaults?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface SectionNames {
  readonly section: string;
  readonly defaults: Readonly<Record<string, string>> | undefined;
  field(tag: string): string;
}

/** Looks names up without ever meeting an inherited property such as `constructor`. */
export class Names {
  private readonly sections: ReadonlyMap<string, string>;
  private readonly fields: ReadonlyMap<string, ReadonlyMap<string, string>>;
  private readonly defaults: ReadonlyMap<string, Readonly<Record<string, string>>>;

  constructor(vocabulary: Vocabulary) {
    this.sections = new Map(Object.entries(vocabulary.sections));
    this.fields = new Map(
      Object.entries(vocabulary.fields).map(([section, tags]) => [section, new Map(Object.entries(tags))]),
    );
    this.defaults = new Map(Object.entries(vocabulary.defaults ?? {}));
  }

  section(tag: string): SectionNames {
    const section = this.sections.get(tag) ?? tag.toLowerCase();
    const tags = this.fields.get(section);
    const field = (name: string) => tags?.get(name) ?? name.toLowerCase();
    return { section, defaults: this.defaults.get(section), field };
  }
}
