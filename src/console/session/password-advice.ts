/** What makes a password strong. Advice: nothing of it is asked for. */
export interface Advice {
  readonly key: 'mix' | 'sequences' | 'names' | 'words';
  /** Null: nobody can tell by looking at it. */
  readonly followed: boolean | null;
}

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const sequenceLength = 4;
const sequences = [...rows, ...rows.map(row => [...row].reverse().join(''))].flatMap(row =>
  Array.from({ length: row.length - sequenceLength + 1 }, (_, at) => row.slice(at, at + sequenceLength)),
);

/** `own`: names of the person who chooses, such as the displayed one. */
export function adviceOn(password: string, own: readonly string[]): readonly Advice[] {
  const folded = password.toLowerCase();
  const kinds = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{N}]/u];
  const names = own.flatMap(name => name.toLowerCase().split(/[\s.,@_-]+/)).filter(name => name.length >= 3);
  return [
    { key: 'mix', followed: kinds.every(kind => kind.test(password)) },
    { key: 'sequences', followed: password !== '' && !sequences.some(each => folded.includes(each)) },
    { key: 'names', followed: names.some(name => folded.includes(name)) ? false : null },
    { key: 'words', followed: null },
  ];
}
