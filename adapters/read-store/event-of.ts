/** What `open` says of the event a projection has reached; nothing where the store was not told. */
export function eventOf(eventId: string | null | undefined): { readonly eventId?: string } {
  return eventId === undefined || eventId === null ? {} : { eventId };
}
