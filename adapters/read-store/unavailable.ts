/** The database of the read models cannot be used; the message says why and what to do, and holds no password. */
export class ReadStoreUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ReadStoreUnavailableError';
  }
}
