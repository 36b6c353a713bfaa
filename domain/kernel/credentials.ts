/**
 * Secrets at rest: password hashes (argon2id PHC strings), SHA-256 of tokens and agent credentials, sessions,
 * keys of second factors, the server's own keys. They are never in events, logs or answers; deleting this store signs everybody out.
 */
export type CredentialKind =
  | 'password'
  | 'session'
  | 'api-token'
  | 'enrolment-token'
  | 'agent'
  | 'server-key'
  | 'second-factor'
  /** Shown to its owner and not confirmed yet. */
  | 'second-factor-offer'
  /** A code that was taken: nobody may come with it again. */
  | 'second-factor-use'
  | 'recovery-code'
  /** A sign-in that is under way at an identity provider. */
  | 'oidc-flow'
  /** What an agent asks for: scrypt hashes, which agents are told. */
  | 'agent-configuration-password';

export interface Credential {
  readonly kind: CredentialKind;
  /** Unique within its kind: user id, SHA-256 of a token, agent id. */
  readonly id: string;
  /** Hash, or for `server-key` and second factors the key itself. */
  readonly secret: string;
  /** Whose it is and what it may; JSON. */
  readonly details: Readonly<Record<string, unknown>>;
  /** RFC 3339; after it the credential does not exist. */
  readonly expiresAt: string | null;
}

export interface CredentialStore {
  put(credential: Credential): Promise<void>;
  /** Creates only; false where it exists. */
  create(credential: Credential): Promise<boolean>;
  /** Only where it exists; false where it does not, or no longer: what was deleted does not come back. */
  replace(credential: Credential): Promise<boolean>;
  get(kind: CredentialKind, id: string): Promise<Credential | undefined>;
  /**
   * Of stores that several servers share, for what is asked many times a second: like `get`, but what another server
   * has changed may be seen a moment late.
   */
  recent?(kind: CredentialKind, id: string): Promise<Credential | undefined>;
  list(kind: CredentialKind): Promise<readonly Credential[]>;
  delete(kind: CredentialKind, id: string): Promise<boolean>;
  close(): Promise<void>;
}
