/**
 * Whether a name is one that a pattern describes: `*` stands for any characters, `?` for one. Both in one case. In time
 * of the one length times the other, whatever the pattern: it comes from elsewhere.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  let at = 0;
  let within = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    if (
      within < pattern.length &&
      (pattern[within] === '?' || (pattern[within] === name[at] && pattern[within] !== '*'))
    ) {
      at += 1;
      within += 1;
    } else if (pattern[within] === '*') {
      star = within++;
      resume = at;
    } else if (star >= 0) {
      within = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[within] === '*') within += 1;
  return within === pattern.length;
}
