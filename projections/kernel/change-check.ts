import { declaredColumn } from './check.ts';
import type { CollectionDefinition, ColumnType, DocumentChange } from './collection.ts';
import type { Value } from './query.ts';

/** A projection made a change that its collection's declaration does not allow: a defect of the projection. */
export class ChangeError extends Error {
  constructor(change: DocumentChange, problem: string) {
    super(`${change.kind} of \`${change.id}\` in ${change.collection}: ${problem}`);
    this.name = 'ChangeError';
  }
}

/** Throws where a change names a column that is not declared or volatile, or a value of another type. */
export function checkChange(definition: CollectionDefinition, change: DocumentChange): void {
  const { kind } = change;
  if (kind === 'delete') return;
  if (kind === 'increment') {
    for (const [column, by] of Object.entries(change.by)) {
      const type = writable(definition, change, column);
      if ((type !== 'integer' && type !== 'number') || !isOfType(type, by))
        throw new ChangeError(change, `\`${column}\` (${type}) cannot be increased by ${JSON.stringify(by)}`);
    }
  }
  const columns = kind === 'increment' ? change.otherwise : change.columns;
  for (const [column, value] of Object.entries(columns ?? {})) {
    const type = writable(definition, change, column);
    if (value !== null && !isOfType(type, value))
      throw new ChangeError(change, `\`${column}\` (${type}) cannot be ${JSON.stringify(value)}`);
  }
}

function writable(definition: CollectionDefinition, change: DocumentChange, column: string): ColumnType {
  const declared = declaredColumn(definition, column);
  if (declared.volatile)
    throw new ChangeError(change, `\`${column}\` is volatile: presence writes it, not events`);
  return declared.type;
}

function isOfType(type: ColumnType, value: Value | undefined): boolean {
  switch (type) {
    case 'text':
    case 'path':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'integer':
    case 'time':
      return Number.isSafeInteger(value);
  }
}
