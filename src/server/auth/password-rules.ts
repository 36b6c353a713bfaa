import { AppError } from '../errors/index.ts';
import { commonPasswords } from './common-passwords.ts';

const minimum = 12;
/** Characters that must be left beside words everybody tries. */
const minimumOfOnesOwn = 6;

/** Why a password is refused; in `details.reason` of PASSWORD_TOO_WEAK. */
type Weakness = 'short' | 'user-id' | 'repetitive' | 'well-known';

/** One canonical form, so that a password typed on another keyboard matches. */
export function normalize(password: string): string {
  return password.normalize('NFKC');
}

/**
 * Length and enough beyond what everybody tries; no rules of composition, which make passwords worse.
 *
 * @param current the password it takes the place of, where that is known
 * @throws AppError PASSWORD_TOO_WEAK, PASSWORD_UNCHANGED
 */
export function checkPassword(userId: string, password: string, current?: string): void {
  if (current !== undefined && normalize(password) === normalize(current))
    throw new AppError('PASSWORD_UNCHANGED');
  const reason = weaknessOf(userId, normalize(password).toLowerCase());
  if (reason) throw new AppError('PASSWORD_TOO_WEAK', { details: { reason, minimum } });
}

function weaknessOf(userId: string, folded: string): Weakness | null {
  if ([...folded].length < minimum) return 'short';
  if (userId.length >= 3 && folded.includes(userId.toLowerCase())) return 'user-id';
  if (new Set(folded).size < 5) return 'repetitive';
  return [...withoutCommon(folded)].length < minimumOfOnesOwn ? 'well-known' : null;
}

function withoutCommon(folded: string): string {
  return commonPasswords.reduce((rest, word) => rest.replaceAll(word, ''), folded);
}
