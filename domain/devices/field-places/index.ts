/** Where fields of devices have their columns; free of schemas, so that the console reads it too. */

/** Kinds of values: a text, a number, a day (`2026-04-01`), one of some words, a place of a tree (`A/B`). */
export const fieldTypes = ['text', 'number', 'date', 'choice', 'tree'] as const;
export type FieldType = (typeof fieldTypes)[number];

/**
 * How many fields of a type an administrator may add. Each has a column of its own in the list of devices, and keeps
 * it for good: a removed field's values stay what they were on any past day.
 */
export const placesOf: Readonly<Record<FieldType, number>> = {
  text: 16,
  number: 6,
  date: 6,
  choice: 10,
  tree: 2,
};

const numbered = fieldTypes.flatMap(type =>
  Array.from({ length: placesOf[type] }, (_each, index) => `${type}${index + 1}`),
);
/** There without anybody's adding them, and not to be removed. */
export const commonFields = ['userName', 'email', 'phone'] as const;
/** Common too; what devices record of them is told by their placement. */
export const placeFields = ['department', 'location'] as const;
export type PlaceField = (typeof placeFields)[number];

/** Fields whose values are a device's own, by the name of their column. */
export const valueFields: readonly string[] = [...commonFields, ...numbered];
export const addedFields: readonly string[] = numbered;
export function fieldTypeOf(field: string): FieldType {
  if ((placeFields as readonly string[]).includes(field)) return 'tree';
  const type = /^[a-z]+/.exec(field)?.[0];
  return fieldTypes.find(each => each === type) ?? 'text';
}
