import type { Role, Task, Tasks } from '../../domain/accounts/index.ts';
import { hasAllTasks } from '../../domain/accounts/index.ts';

export type { Role, Task };

/**
 * What a route may ask for. `public` needs nobody; `agent` is authenticated by the intake itself; `self` any
 * signed-in person. Everything else is granted by role and task, and by nothing else.
 */
export const permissions = [
  'devices.read',
  'devices.manage',
  'organization.manage',
  'software.read',
  'events.read',
  'ledger.read',
  'agents.enrol',
  'accounts.manage',
  'system.read',
  'system.manage',
  'jobs.read',
  'operations.read',
  'operations.manage',
] as const;
export type Permission = (typeof permissions)[number];
export type RouteAccess = Permission | 'public' | 'agent' | 'self';

/**
 * Administrator (the permission System Administrator) does everything but manage accounts; that is the user manager's
 * (the permission User Management). Viewer reads devices and software; auditor reads everything and changes nothing.
 */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: permissions.filter(permission => permission !== 'accounts.manage'),
  'user-manager': ['accounts.manage'],
  viewer: ['devices.read', 'software.read', 'jobs.read'],
  auditor: [
    'devices.read',
    'software.read',
    'events.read',
    'ledger.read',
    'system.read',
    'jobs.read',
    'operations.read',
  ],
};

/**
 * The task a permission belongs to: an account without it does not have the permission, whatever its roles. `all`: it
 * shows facts of every task, so nobody with fewer has it. Null: it belongs to none.
 */
export const permissionTasks: Readonly<Record<Permission, Task | 'all' | null>> = {
  'devices.read': 'devices',
  'devices.manage': 'devices',
  'organization.manage': 'devices',
  'software.read': 'devices',
  'events.read': 'all',
  'ledger.read': null,
  'agents.enrol': 'devices',
  'accounts.manage': null,
  'system.read': null,
  'system.manage': null,
  'jobs.read': null,
  'operations.read': 'security',
  'operations.manage': 'security',
};

/** Whether the tasks of an account include what a permission or a module belongs to. */
export function isWithinTasks(tasks: Tasks, task: Task | 'all' | null): boolean {
  if (task === null || tasks === null) return true;
  return task === 'all' ? hasAllTasks(tasks) : tasks.includes(task);
}

/** Role and task together. */
export function permissionsOf(roles: readonly Role[], tasks: Tasks): ReadonlySet<Permission> {
  const granted = roles.flatMap(role => rolePermissions[role]);
  return new Set(granted.filter(permission => isWithinTasks(tasks, permissionTasks[permission])));
}
