import type { Definition } from '../../domain/organization/index.ts';

/** A definition as events tell it: called by the last part of its path, without other names. */
export const definitionAt = (
  id: string,
  parent: string | null,
  path: string,
  order = 0,
): Definition & { readonly path: string } => ({
  id,
  parent,
  name: path.slice(path.lastIndexOf('/') + 1),
  names: {},
  order,
  origin: 'muster',
  path,
});
