import { z } from 'zod';
import { defineEvent, personal } from '../kernel/index.ts';
import type { EventsOf } from '../kernel/index.ts';
import type { Role } from './access.ts';
import { PermissionName, Roles, Scope, Tasks, withUserManagement } from './access.ts';

/** Lower case, so that `System` and `system` are one account. */
export const UserId = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._@-]{0,62}[a-z0-9])?$/,
    'lower-case letters, digits and . _ @ - inside; 1 to 64 characters',
  );

const time = z.iso.datetime();
const address = personal(z.string().max(64), 'account');
/** Which session or token; never its secret. */
const credentialId = z.string().max(64);

/** Of versions in which every administrator managed accounts. */
function withOldRoles(data: unknown): object {
  const { roles, ...others } = data as { readonly roles: readonly Role[] };
  return { ...others, roles: withUserManagement(roles) };
}

/** What can happen to an account. No event carries a password, a hash or a token. */
export const accountEvents = {
  AccountCreated: defineEvent(
    'AccountCreated',
    2,
    z.strictObject({
      userId: UserId,
      displayName: personal(z.string().max(200), 'account'),
      email: personal(z.string().max(254), 'account').nullable(),
      roles: Roles,
      tasks: Tasks,
      scope: Scope,
      builtIn: z.boolean(),
      mustChangePassword: z.boolean(),
    }),
    { 1: data => ({ ...withOldRoles(data), tasks: null }) },
  ),
  AccountProfileChanged: defineEvent(
    'AccountProfileChanged',
    1,
    z.strictObject({
      displayName: personal(z.string().max(200), 'account').optional(),
      email: personal(z.string().max(254), 'account').nullable().optional(),
    }),
  ),
  AccountRolesChanged: defineEvent('AccountRolesChanged', 2, z.strictObject({ roles: Roles }), {
    1: withOldRoles,
  }),
  AccountTasksChanged: defineEvent('AccountTasksChanged', 1, z.strictObject({ tasks: Tasks })),
  AccountScopeChanged: defineEvent('AccountScopeChanged', 1, z.strictObject({ scope: Scope })),
  /** By its owner. */
  PasswordChanged: defineEvent('PasswordChanged', 1, z.strictObject({})),
  /** By someone else: temporary, its owner must change it. */
  PasswordReset: defineEvent('PasswordReset', 1, z.strictObject({ mustChangePassword: z.boolean() })),
  /** Found at a sign-in: its owner must choose another. */
  PasswordExpired: defineEvent('PasswordExpired', 1, z.strictObject({})),
  SignedIn: defineEvent(
    'SignedIn',
    1,
    z.strictObject({
      session: credentialId,
      address,
      userAgent: personal(z.string().max(300), 'account').nullable(),
      /** Absent: with a password. */
      via: z.literal('oidc').optional(),
    }),
  ),
  /** At the first sign-in through an identity provider: from now on the account is this person's there and nobody else's. */
  IdentityLinked: defineEvent(
    'IdentityLinked',
    1,
    z.strictObject({ issuer: z.string().max(1_000), subject: personal(z.string().max(255), 'account') }),
  ),
  IdentityUnlinked: defineEvent('IdentityUnlinked', 1, z.strictObject({})),
  SignInFailed: defineEvent(
    'SignInFailed',
    1,
    z.strictObject({ address, reason: z.enum(['password', 'locked']) }),
  ),
  /** The password was right and the code was not: somebody else may know the password. */
  SecondFactorFailed: defineEvent('SecondFactorFailed', 1, z.strictObject({ address })),
  /** With so many recovery codes, each good once. */
  SecondFactorEnrolled: defineEvent(
    'SecondFactorEnrolled',
    1,
    z.strictObject({ recoveryCodes: z.int().min(0).max(100) }),
  ),
  SecondFactorRemoved: defineEvent('SecondFactorRemoved', 1, z.strictObject({})),
  /** In place of a code, at the sign-in recorded with it. */
  RecoveryCodeUsed: defineEvent('RecoveryCodeUsed', 1, z.strictObject({ left: z.int().min(0).max(100) })),
  AccountLocked: defineEvent(
    'AccountLocked',
    1,
    z.strictObject({
      reason: z.enum(['failed-sign-ins', 'administrator']),
      /** `strangers`: only addresses from which the account has not signed in before are refused. */
      against: z.enum(['everyone', 'strangers']),
    }),
  ),
  AccountUnlocked: defineEvent('AccountUnlocked', 1, z.strictObject({})),
  AccountRemoved: defineEvent('AccountRemoved', 1, z.strictObject({})),
  SignedOut: defineEvent('SignedOut', 1, z.strictObject({ session: credentialId })),
  SessionsRevoked: defineEvent(
    'SessionsRevoked',
    1,
    z.strictObject({ sessions: z.union([z.literal('all'), z.array(credentialId).min(1).max(1_000)]) }),
  ),
  /** With what it leaves of its owner's rights; null: all of them. */
  ApiTokenIssued: defineEvent(
    'ApiTokenIssued',
    2,
    z.strictObject({
      token: credentialId,
      name: z.string().min(1).max(100),
      expiresAt: time.nullable(),
      permissions: z.array(PermissionName).min(1).max(200).nullable(),
      tasks: Tasks,
      scope: Scope,
    }),
    { 1: data => ({ ...(data as object), permissions: null, tasks: null, scope: null }) },
  ),
  ApiTokenRevoked: defineEvent('ApiTokenRevoked', 1, z.strictObject({ token: credentialId })),
  /** Keys set to null are gone. Saved views and page settings are the user's work: they live where nothing is lost. */
  PreferencesChanged: defineEvent(
    'PreferencesChanged',
    1,
    z.strictObject({ changes: z.record(z.string().max(100), z.unknown()) }),
  ),
} as const;

export type AccountEvent = EventsOf<typeof accountEvents>;
