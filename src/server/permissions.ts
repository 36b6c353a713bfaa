/**
 * What a route may ask for. `public` needs nobody; `agent` is authenticated by the intake itself; `self` any
 * signed-in person. Everything else is granted by role, and by nothing else.
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
] as const;
export type Permission = (typeof permissions)[number];
export type RouteAccess = Permission | 'public' | 'agent' | 'self';

export const roles = ['administrator', 'viewer', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** Administrator does everything; viewer reads devices and software; auditor reads everything and changes nothing. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: permissions,
  viewer: ['devices.read', 'software.read', 'jobs.read'],
  auditor: ['devices.read', 'software.read', 'events.read', 'ledger.read', 'system.read', 'jobs.read'],
};
