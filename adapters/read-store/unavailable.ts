import { StoreUnavailableError } from '../../domain/kernel/index.ts';

/** The database of the read models cannot be used; the message says why and what to do, and holds no password. */
export class ReadStoreUnavailableError extends StoreUnavailableError {
  constructor(
    message: string,
    options: ErrorOptions & { readonly reason?: StoreUnavailableError['reason'] } = {},
  ) {
    super(options.reason ?? 'unreachable', message, options);
    this.name = 'ReadStoreUnavailableError';
  }
}
