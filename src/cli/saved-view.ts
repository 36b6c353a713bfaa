import type { Connection } from './connection.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

interface SavedView {
  readonly name: string;
  readonly f?: string;
}

/** How every filter in text form or as a tree begins: `column.operator`, `search(`, `or(`, `not(`, `and(`, `{`. */
const looksLikeFilter = /^\s*(\{|\w+\.[a-z]+|(search|or|and|not)\()/;

/** The filter of the account's saved view of that name; otherwise the text itself, where it is a filter. */
export async function filterFor(list: string, text: string, connection: Connection): Promise<string> {
  const { preferences } = await connection.json<{
    preferences: { views?: Readonly<Record<string, readonly SavedView[]>> };
  }>('GET', '/api/v1/me');
  const view = preferences.views?.[list]?.find(({ name }) => name === text);
  if (view) return view.f ?? '';
  if (looksLikeFilter.test(text)) return text;
  throw new CommandError(
    exitCodes.filter,
    `There is no saved view "${text}" of this account, and a filter would read like name.prefix.pc.`,
  );
}
