import { fold } from '../devices/index.ts';
import type { Definition } from './events.ts';
import { joinPath } from './paths.ts';
import type { Tree } from './state.ts';

/** The definitions of a tree while a command changes them, with what it takes to find one quickly. */
export class Draft {
  readonly #all: Map<string, Definition>;
  /** By parent, then by folded name. */
  readonly #children = new Map<string | null, Map<string, string>>();

  constructor({ definitions }: Pick<Tree, 'definitions'>) {
    this.#all = new Map(Object.entries(definitions));
    for (const definition of this.#all.values()) this.#enter(definition);
  }

  get size(): number {
    return this.#all.size;
  }

  get(id: string): Definition | undefined {
    return this.#all.get(id);
  }

  values(): IterableIterator<Definition> {
    return this.#all.values();
  }

  pathOf(id: string): string {
    const { parent, name } = this.#all.get(id)!;
    return this.pathIn(parent, name);
  }

  /** What is called so in the parent. */
  pathIn(parent: string | null, name: string): string {
    return joinPath(parent === null ? null : this.pathOf(parent), name);
  }

  /** With just these names, letter by letter. */
  at(path: string): Definition | undefined {
    let found: Definition | undefined;
    for (const name of path.split('/')) {
      found = this.named(found?.id ?? null, name);
      if (found?.name !== name) return undefined;
    }
    return found;
  }

  /** The child of that name; letter case and width of blanks make no other name. */
  named(parent: string | null, name: string): Definition | undefined {
    const id = this.#children.get(parent)?.get(fold(name));
    return id === undefined ? undefined : this.#all.get(id);
  }

  /** In their order. */
  children(parent: string | null): readonly Definition[] {
    const ids = [...(this.#children.get(parent)?.values() ?? [])];
    return ids.map(id => this.#all.get(id)!).sort((a, b) => a.order - b.order);
  }

  /** Ids of the definition and of everything below it, parents first. */
  family(id: string): readonly string[] {
    const family = [id];
    for (const member of family) family.push(...(this.#children.get(member)?.values() ?? []));
    return family;
  }

  /** Levels of the family. */
  height(id: string): number {
    const below = [...(this.#children.get(id)?.values() ?? [])];
    return 1 + Math.max(0, ...below.map(child => this.height(child)));
  }

  /** The place behind the last child. */
  nextOrder(parent: string | null): number {
    return (this.children(parent).at(-1)?.order ?? -1) + 1;
  }

  /** New, or in place of what it was. */
  put(definition: Definition): void {
    this.#leave(definition.id);
    this.#all.set(definition.id, definition);
    this.#enter(definition);
  }

  drop(id: string): void {
    this.#leave(id);
    this.#all.delete(id);
  }

  #enter({ id, parent, name }: Definition): void {
    const siblings = this.#children.get(parent) ?? new Map<string, string>();
    siblings.set(fold(name), id);
    this.#children.set(parent, siblings);
  }

  #leave(id: string): void {
    const known = this.#all.get(id);
    if (known) this.#children.get(known.parent)?.delete(fold(known.name));
  }
}
