import type { z } from 'zod';

/** A field marked with `personal`: where it is in the data, `*` for every item, and whose it is. */
export interface PersonalField {
  readonly path: string;
  readonly whose: 'user' | 'account';
}

/** Every personal field of an event's schema, in the order of the schema. Erasure and exports walk these. */
export function personalFields(schema: z.ZodType): readonly PersonalField[] {
  const found = new Map<string, PersonalField>();
  walk(schema, [], found, new Set());
  return [...found.values()];
}

function walk(
  schema: z.core.$ZodType,
  path: readonly string[],
  found: Map<string, PersonalField>,
  above: ReadonlySet<z.core.$ZodType>,
): void {
  // A schema within itself (a tree) has no more kinds of fields one level deeper.
  if (above.has(schema)) return;
  const whose = (schema as z.ZodType).meta()?.['personal'];
  if (whose === 'user' || whose === 'account') found.set(path.join('.'), { path: path.join('.'), whose });
  for (const [key, child] of childrenOf(schema))
    walk(child, key === null ? path : [...path, key], found, new Set([...above, schema]));
}

/** Schemas directly within a schema, with the key that leads to their data; null where it is the same data. */
function childrenOf(schema: z.core.$ZodType): [string | null, z.core.$ZodType][] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape);
    case 'array':
      return [['*', def.element]];
    case 'set':
    case 'record':
    case 'map':
      return [['*', def.valueType]];
    case 'tuple':
      return def.items.map((item, index) => [String(index), item]);
    case 'union':
      return def.options.map(option => [null, option]);
    case 'intersection':
      return [
        [null, def.left],
        [null, def.right],
      ];
    case 'pipe':
      return [
        [null, def.in],
        [null, def.out],
      ];
    case 'lazy':
      return [[null, def.getter()]];
    default:
      return 'innerType' in def ? [[null, def.innerType]] : [];
  }
}
