import { account, accountStream } from '../../../domain/accounts/index.ts';
import type { Actor } from '../../../domain/kernel/index.ts';
import { isWithin, pathAfter } from '../../../domain/organization/index.ts';
import type { ServerContext } from '../http/kernel/context.ts';
import { accepted } from '../errors/index.ts';
import { allRows } from '../rows.ts';
import { withinAny } from './placements.ts';

/** Paths an account may be restricted to at once. */
const scopeLimit = 200;
const attempts = 5;

export interface RestrictedAccount {
  readonly userId: string;
  readonly scope: readonly string[];
}

/** Accounts whose scope names one of these departments, or one below. */
export async function accountsNaming(
  context: ServerContext,
  paths: readonly string[],
): Promise<readonly RestrictedAccount[]> {
  const filter = { op: 'not', filter: { op: 'missing', column: 'scope' } } as const;
  const naming: RestrictedAccount[] = [];
  for (const { id } of await allRows(context.reads(null), 'accounts.list', { filter, fields: [] })) {
    const { state } = await context.accounts.load(id);
    if (!state.removed && state.scope?.some(place => paths.some(path => isWithin(place, path))))
      naming.push({ userId: id, scope: state.scope });
  }
  return naming;
}

/** Devices the accounts would see under the new name that they do not see now: those that others put there. */
export async function devicesGained(
  context: ServerContext,
  accounts: readonly RestrictedAccount[],
  from: string,
  to: string,
): Promise<number> {
  let gained = 0;
  for (const { scope } of accounts) {
    const next = scope.filter(place => isWithin(place, from)).map(place => pathAfter(place, from, to));
    gained += await context.reads(null).count('devices.list', {
      op: 'and',
      filters: [withinAny('department', next), { op: 'not', filter: withinAny('department', scope) }],
    });
  }
  return gained;
}

/** The new name beside the old one, while devices go from one to the other. */
export function scopeBeside(scope: readonly string[], from: string, to: string): readonly string[] {
  const both = [...new Set([...scope, ...scope.map(place => pathAfter(place, from, to))])];
  return both.length > scopeLimit ? scope : both;
}

/** The new name in place of the old one. */
export function scopeAfter(scope: readonly string[], from: string, to: string): readonly string[] {
  return [...new Set(scope.map(place => pathAfter(place, from, to)))];
}

/** Gives the accounts other scopes, worked out from those they have; answers how many changed. */
export async function rescope(
  { services, accounts }: ServerContext,
  userIds: readonly string[],
  next: (scope: readonly string[]) => readonly string[],
  { actor, correlationId }: { readonly actor: Actor; readonly correlationId: string },
): Promise<number> {
  let changed = 0;
  for (const userId of userIds) {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { state, revision } = await accounts.load(userId);
      if (!state.scope || state.removed) break;
      const result = await services.commands.handle(
        accountStream(userId),
        account,
        // No user id has a colon: what follows from a renaming is nobody's change of the own account.
        { type: 'ChangeAccount', by: 'system:organization', scope: next(state.scope) },
        { actor, correlationId, expectedRevision: revision },
      );
      accounts.forget(userId);
      if (result.kind === 'conflict') continue;
      if (accepted(result).events.length > 0) changed += 1;
      break;
    }
  }
  return changed;
}
