/** A path such as Plant A/Quality, spaces around its parts left out; undefined where a part is empty. */
export function pathOf(text: string): string | undefined {
  const parts = text.split('/').map(part => part.trim());
  return parts.every(part => part !== '') ? parts.join('/') : undefined;
}
