import type { TokenLimits } from '../../../domain/accounts/index.ts';
import { commonScope, commonTasks } from '../../../domain/accounts/index.ts';
import { AppError } from '../errors/index.ts';
import type { Permission } from '../permissions.ts';
import { isWithinTasks, permissionsOf, permissionTasks, rolePermissions } from '../permissions.ts';
import type { Principal } from './principal.ts';

export type Grants = Pick<Principal, 'roles' | 'tasks' | 'scope' | 'permissions'>;

/** What its roles and tasks let an account do; with a token, no more of it than that one leaves. */
export function grantsOf(
  account: Pick<Grants, 'roles' | 'tasks' | 'scope'>,
  token: TokenLimits | null = null,
): Grants {
  const { roles } = account;
  const tasks = commonTasks(account.tasks, token?.tasks ?? null);
  const held = permissionsOf(roles, tasks);
  const left = token?.permissions;
  return {
    roles,
    tasks,
    scope: commonScope(account.scope, token?.scope ?? null),
    permissions: left ? new Set([...held].filter(permission => left.includes(permission))) : held,
  };
}

/** Says which of role, task and token stands in the way of a permission that is not there. */
export function refusalOf({ roles, tasks }: Grants, permission: Permission): AppError {
  const task = permissionTasks[permission];
  if (!roles.some(role => rolePermissions[role].includes(permission)))
    return new AppError('FORBIDDEN', { details: { permission } });
  return isWithinTasks(tasks, task)
    ? new AppError('API_TOKEN_TOO_NARROW', { details: { permission } })
    : new AppError('OUTSIDE_TASKS', { details: { permission, task } });
}
