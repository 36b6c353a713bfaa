import type { CollectionDefinition } from '../../../projections/kernel/index.ts';
import type { Build } from './build.ts';
import type { Where } from './compile.ts';
import { isText } from './stored-document.ts';

const AT_ONCE = 1_000;

/**
 * Brings what presence wrote from the build that served so far into a new one. Presence is no event and could not be
 * built from the log.
 */
export async function carryVolatile(from: Build, to: Build): Promise<void> {
  for (const definition of to.definitions) {
    const old = from.definitions.find(({ name }) => name === definition.name);
    if (old) await carryCollection(from, to, old, definition);
  }
}

async function carryCollection(
  from: Build,
  to: Build,
  old: CollectionDefinition,
  definition: CollectionDefinition,
): Promise<void> {
  const columns = Object.keys(definition.columns).filter(
    name => definition.columns[name]?.volatile && old.columns[name]?.volatile,
  );
  if (columns.length === 0) return;
  const written = { $or: columns.map(name => ({ [`c.${name}`]: { $ne: null } })) } as Where;
  const target = to.documents(definition);
  let updates: { updateOne: { filter: { _id: string }; update: { $set: Record<string, unknown> } } }[] = [];
  const flush = async (): Promise<void> => {
    if (updates.length > 0) await target.bulkWrite(updates, { ordered: false });
    updates = [];
  };
  for await (const { _id, c, f } of from.documents(old).find(written)) {
    const set: Record<string, unknown> = {};
    for (const name of columns) {
      set[`c.${name}`] = c[name] ?? null;
      if (isText(definition, name)) set[`f.${name}`] = f[name] ?? null;
    }
    updates.push({ updateOne: { filter: { _id }, update: { $set: set } } });
    if (updates.length === AT_ONCE) await flush();
  }
  await flush();
}
