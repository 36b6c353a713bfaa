import { z } from 'zod';

/**
 * What an account may do at all. `administrator` and `user-manager` are the permissions System Administrator and User
 * Management; `viewer` and `auditor` read.
 */
export const Role = z.enum(['administrator', 'user-manager', 'viewer', 'auditor']);
export type Role = z.infer<typeof Role>;
export const Roles = z.array(Role).max(Role.options.length);

/** Security, asset, device and distribution management: which modules an account works in. */
export const Task = z.enum(['security', 'assets', 'devices', 'distribution']);
export type Task = z.infer<typeof Task>;
/** Null: all tasks, also those to come. */
export const Tasks = z.array(Task).min(1).max(Task.options.length).nullable();
export type Tasks = readonly Task[] | null;

/** Department paths, `Plant A/Quality`; null: all departments. */
export const Scope = z.array(z.string().min(1).max(1_000)).min(1).max(200).nullable();

/** Name of one right of the program, `devices.read`: the server says which there are and which role holds them. */
export const PermissionName = z.string().regex(/^[a-z-]{1,40}\.[a-z-]{1,40}$/, 'such as devices.read');

/** What an API token leaves of the rights of its owner. Null: all of them. */
export interface TokenLimits {
  readonly permissions: readonly string[] | null;
  readonly tasks: Tasks;
  readonly scope: readonly string[] | null;
}

/** What both allocate. */
export function commonTasks(one: Tasks, other: Tasks): Tasks {
  if (one === null || other === null) return one ?? other;
  return one.filter(task => other.includes(task));
}

export function hasAllTasks(tasks: Tasks): boolean {
  return tasks === null || Task.options.every(task => tasks.includes(task));
}

/** Departments that both reach, each with everything below it; empty: none. */
export function commonScope(
  one: readonly string[] | null,
  other: readonly string[] | null,
): readonly string[] | null {
  if (one === null || other === null) return one ?? other;
  const inner = [
    ...one.filter(path => other.some(above => isUnder(path, above))),
    ...other.filter(path => one.some(above => isUnder(path, above))),
  ];
  return [...new Set(inner)];
}

/** The department itself, or one below it. */
function isUnder(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}

/** Before there was User Management, administrators managed accounts too. */
export function withUserManagement(roles: readonly Role[]): readonly Role[] {
  return roles.includes('administrator') ? [...roles, 'user-manager'] : roles;
}
