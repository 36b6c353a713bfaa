import { randomBytes, scrypt } from 'node:crypto';

const cost = { N: 16_384, r: 8, p: 1 } as const;

/**
 * `scrypt$N$r$p$salt$key` of a password, the last two in base64url: agents check an entry against it with nothing but
 * what their runtime brings. The password is taken in Unicode's normal form C.
 */
export function hashAgentPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return new Promise((resolve, reject) =>
    scrypt(password.normalize('NFC'), salt, 32, cost, (error, key) =>
      error ? reject(error) : resolve(textOf(salt, key)),
    ),
  );
}

/** A hash that no password has: where one is lost, what it protects stays closed. */
export function hashOfNothing(): string {
  return textOf(randomBytes(16), randomBytes(32));
}

function textOf(salt: Buffer, key: Buffer): string {
  const { N, r, p } = cost;
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}
