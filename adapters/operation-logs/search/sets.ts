/** What both sets have. */
export function common<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): Set<T> {
  const [few, many] = one.size <= other.size ? [one, other] : [other, one];
  return new Set([...few].filter(value => many.has(value)));
}
