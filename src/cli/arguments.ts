import { InvalidArgumentError, Option } from 'commander';
import { Duration } from 'luxon';
import { isLocalMinute } from '../../domain/devices/index.ts';

/** The manual writes long options with one dash (`-export F`); commander wants two. Both are taken. */
export function normaliseDashes(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((argument, index) =>
    (end < 0 || index < end) && /^-[a-z][a-z-]+$/.test(argument) ? `-${argument}` : argument,
  );
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('a whole number from 1 on is wanted.');
  return value;
}

/** `90s`, `30m`, `2h`, `7d` in seconds. */
export function seconds(text: string): number {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  const unit = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days' } as const;
  if (!match || Number(match[1]) < 1)
    throw new InvalidArgumentError('a time span such as 90s, 30m, 2h or 7d is wanted.');
  return Duration.fromObject({ [unit[match[2] as keyof typeof unit]]: Number(match[1]) }).as('seconds');
}

export function moment(text: string): string {
  const time = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}([T ].*)?$/.test(text) || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('a time such as 2026-10-12 or 2026-10-12T14:00:00+09:00 is wanted.');
  return time.toISOString();
}

/** When people are asked to fill in the form, by the clocks of their computers; null: at once. */
export function formStart(text: string): string | null {
  if (text === 'now') return null;
  const minute = text.replace(' ', 'T');
  if (!text.includes(' ') || !isLocalMinute(minute))
    throw new InvalidArgumentError('now, or a time such as "2026-04-01 09:00" is wanted.');
  return minute;
}

/** For options that may be repeated. */
export function collected(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

/** Wherever seals are verified: `trust` is then an array. */
export function trustOption(): Option {
  return new Option(
    '--trust <key>',
    'id of a key believed although the key before did not sign it; may be repeated',
  )
    .argParser(collected)
    .default([]);
}

/** Tasks an account or an API token can be allocated. */
export const tasks: readonly string[] = ['security', 'assets', 'devices', 'distribution'];

/** May be repeated; only words that there are. */
export function oneOf(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, `${description}: ${words.join(', ')}; may be repeated`)
    .argParser<readonly string[]>((value, earlier) => {
      if (!words.includes(value)) throw new InvalidArgumentError(`one of ${words.join(', ')} is wanted.`);
      return collected(value, earlier);
    })
    .default([]);
}

export function departmentOption(description: string): Option {
  return new Option('--department <path>', `${description}, with all below it; may be repeated`)
    .argParser(collected)
    .default([]);
}
