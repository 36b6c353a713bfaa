import type { TestServer } from './server.ts';

/** So many events of the built-in account, each of another value. */
export async function changePreferences(server: TestServer, count: number): Promise<void> {
  for (let n = 0; n < count; n++)
    await server.context.accounts.execute(
      'system',
      { type: 'ChangePreferences', changes: { n } },
      'account:system',
    );
}
