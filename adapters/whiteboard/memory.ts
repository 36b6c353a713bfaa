import type { Clock, Note, Whiteboard } from '../../domain/kernel/index.ts';

interface Kept extends Note {
  readonly expiresAt: string;
}

/** Of one kind; the one written longest ago goes first. */
const usualMost = 10_000;

/** For a server that is alone on its stores: gone with the process. */
export function memoryWhiteboard(clock: Clock, most = usualMost): Whiteboard {
  const kinds = new Map<string, Map<string, Kept>>();

  function living(kind: string, id: string): Kept | undefined {
    const found = kinds.get(kind)?.get(id);
    return found && found.expiresAt > clock.now() ? found : undefined;
  }

  function write(kind: string, note: Kept): void {
    const notes = kinds.get(kind) ?? new Map<string, Kept>();
    kinds.set(kind, notes);
    // Set anew at the end, so that the first are those written longest ago.
    notes.delete(note.id);
    notes.set(note.id, structuredClone(note));
    if (notes.size <= most) return;
    const now = clock.now();
    for (const [id, { expiresAt }] of notes) if (expiresAt <= now) notes.delete(id);
    for (const id of notes.keys()) {
      if (notes.size <= most) return;
      notes.delete(id);
    }
  }

  return {
    async get(kind, id) {
      const found = living(kind, id);
      return found && noteOf(found);
    },
    async list(kind) {
      return [...(kinds.get(kind)?.keys() ?? [])]
        .sort()
        .flatMap(id => living(kind, id) ?? [])
        .map(noteOf);
    },
    async put(kind, id, value, expiresAt) {
      write(kind, { id, value, expiresAt, count: living(kind, id)?.count ?? 0 });
    },
    async add(kind, id, by, value, expiresAt) {
      const before = living(kind, id);
      write(kind, { id, value, expiresAt, count: (before?.count ?? 0) + by });
      return before && noteOf(before);
    },
    async remove(kind, id) {
      const lived = living(kind, id) !== undefined;
      kinds.get(kind)?.delete(id);
      return lived;
    },
  };
}

function noteOf({ id, count, value }: Kept): Note {
  return structuredClone({ id, count, value });
}
