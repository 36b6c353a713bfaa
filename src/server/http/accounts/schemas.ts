import { z } from 'zod';
import { Role, Scope, Task, UserId } from '../../../../domain/accounts/index.ts';
import type { AccountState } from '../../../../domain/accounts/index.ts';
import { mustChangePassword } from '../../auth/authenticate.ts';
import type { LoadedAccount } from '../../auth/accounts.ts';
import { permissions } from '../../permissions.ts';

export const SessionInfo = z.object({
  id: z.string(),
  userId: z.string(),
  address: z.string(),
  userAgent: z.string().nullable(),
  via: z.enum(['password', 'oidc']),
  createdAt: z.string(),
  lastUsedAt: z.string(),
  expiresAt: z.string(),
  /** The one this request came with. */
  current: z.boolean(),
});

export const SessionEnd = z.object({
  /** Milliseconds until it ends if nobody uses it. */
  endsInMs: z.number(),
  /** Using it puts the end off; false within the last span before its longest time. */
  extendable: z.boolean(),
});

export const ApiTokenInfo = z.object({
  id: z.string(),
  name: z.string(),
  expiresAt: z.string().nullable(),
  /** What it leaves of its owner's rights, each null: all of them. */
  permissions: z.array(z.string()).nullable(),
  tasks: z.array(Task).nullable(),
  scope: z.array(z.string()).nullable(),
});

export const ApiTokenIssued = ApiTokenInfo.extend({
  /** Shown this once. */
  token: z.string(),
});

export const Account = z.object({
  userId: z.string(),
  displayName: z.string(),
  email: z.string().nullable(),
  roles: z.array(Role),
  /** Null: all tasks. */
  tasks: z.array(Task).nullable(),
  scope: z.array(z.string()).nullable(),
  builtIn: z.boolean(),
  mustChangePassword: z.boolean(),
  /** A code is asked for beside the password. */
  secondFactor: z.boolean(),
  locked: z.enum(['no', 'strangers', 'everyone']),
  lockReason: z.enum(['failed-sign-ins', 'administrator']).nullable(),
  revision: z.number(),
});

/** What a change answers: wait for `position` to read it in lists. */
export const AccountChanged = Account.extend({ position: z.number() });

const DisplayName = z.string().trim().min(1).max(200);
const Email = z.email().max(254).nullable();
const Roles = z
  .array(Role)
  .max(Role.options.length)
  .refine(roles => new Set(roles).size === roles.length, 'a role is named twice');
const Tasks = z
  .array(Task)
  .min(1)
  .max(Task.options.length)
  .refine(tasks => new Set(tasks).size === tasks.length, 'a task is named twice')
  .nullable();
const Password = z.string().min(1).max(256);

export const NewAccount = z.strictObject({
  userId: z.string().trim().toLowerCase().pipe(UserId),
  displayName: DisplayName,
  email: Email.default(null),
  roles: Roles,
  tasks: Tasks.default(null),
  scope: Scope.default(null),
  /** Temporary: its owner must change it. One is made up where none is given. */
  password: Password.optional(),
});

export const AccountChange = z.strictObject({
  displayName: DisplayName.optional(),
  email: Email.optional(),
  roles: Roles.optional(),
  tasks: Tasks.optional(),
  scope: Scope.optional(),
});

export const OwnChange = z.strictObject({
  displayName: DisplayName.optional(),
  email: Email.optional(),
  /** Keys set to null are removed; keys not named stay. */
  preferences: z.record(z.string().min(1).max(100), z.unknown()).optional(),
});

export const OwnPassword = z.strictObject({ currentPassword: Password, newPassword: Password });
export const ResetPassword = z.strictObject({ password: Password.optional() });
/** Of an authenticator app, or a recovery code. */
const Code = z.string().trim().min(1).max(40);
export const Credentials = z.strictObject({
  userId: z.string().min(1).max(200),
  password: Password,
  /** Where the account has a second factor. */
  code: Code.optional(),
});

export const SecondFactor = z.object({
  enrolled: z.boolean(),
  /** Null without a factor. */
  recoveryCodesLeft: z.number().nullable(),
});
export const SecondFactorOffer = z.object({
  /** Base32; shown this once. */
  secret: z.string(),
  /** The same for an app, `otpauth://totp/…`. */
  uri: z.string(),
});
export const RecoveryCodes = z.object({
  /** Each is good once in place of a code; shown this once. */
  recoveryCodes: z.array(z.string()),
});
export const NewSecondFactor = z.strictObject({ currentPassword: Password });
export const SecondFactorCode = z.strictObject({ code: Code });
export const SecondFactorEnd = z.strictObject({ currentPassword: Password, code: Code });

export const NewApiToken = z.strictObject({
  name: z.string().trim().min(1).max(100),
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  /** Of your own permissions, tasks and departments those it may use; null: all, now and later. */
  permissions: z
    .array(z.enum(permissions))
    .min(1)
    .refine(names => new Set(names).size === names.length, 'a permission is named twice')
    .nullable()
    .default(null),
  tasks: Tasks.default(null),
  scope: Scope.default(null),
});

export function toAccount({ state, revision }: LoadedAccount): z.infer<typeof Account> {
  const { userId, displayName, email, builtIn, locked, lockReason }: AccountState = state;
  return {
    userId,
    displayName,
    email,
    roles: [...state.roles],
    tasks: state.tasks && [...state.tasks],
    scope: state.scope && [...state.scope],
    builtIn,
    mustChangePassword: mustChangePassword(state, 'session'),
    secondFactor: state.secondFactor !== null,
    locked,
    lockReason,
    revision,
  };
}
