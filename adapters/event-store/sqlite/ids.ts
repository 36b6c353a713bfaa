/** The last 48 bits of a UUID, a whole number JavaScript holds exactly. */
export function tagOf(id: string): number {
  return parseInt(id.slice(-12), 16);
}

/** A body begins `["<uuid>",`. */
export function idOfBody(body: string): string {
  return body.slice(2, 38);
}
