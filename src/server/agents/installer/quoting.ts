/** A text as one word of a POSIX shell, whatever is in it but NUL. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A text as one literal of PowerShell, which takes typographic quotes for quotes too. */
export function powerShellWord(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, quote => quote + quote)}'`;
}
