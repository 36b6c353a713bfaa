import { accountCategory, userIdOf } from '../../../domain/accounts/index.ts';
import type { EventStore } from '../../../domain/kernel/index.ts';
import { LogWatch } from '../log-watch.ts';
import type { Accounts } from './accounts.ts';

/**
 * Hears of each change of an account, whichever server made it, so that it counts here as soon as the log has told of
 * it. Where the log cannot be followed for a while, what is remembered of accounts is a second old at most, as ever.
 */
export function watchAccounts(events: EventStore, accounts: Accounts): LogWatch {
  return new LogWatch(events, { categories: [accountCategory] }, changes => {
    for (const { stream } of changes) accounts.forget(userIdOf(stream));
  });
}
