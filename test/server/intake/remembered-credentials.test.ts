import { randomUUID } from 'node:crypto';
import { memoryCredentialStore } from '../../../adapters/credentials/memory.ts';
import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import { fixedClock } from '../../../adapters/platform/index.ts';
import type { Credential, CredentialStore } from '../../../domain/kernel/index.ts';
import { RememberedCredentials } from '../../../src/server/intake/remembered-credentials.ts';
import { credentialStoreCompliance } from '../../compliance/credential-store.ts';

credentialStoreCompliance('remembered', clock =>
  Promise.resolve(new RememberedCredentials(memoryCredentialStore(clock), memoryEventStore())),
);

const own = (secret: string, id = 'pc-1'): Credential => ({
  kind: 'agent',
  id,
  secret,
  details: { agentId: 'pc-1' },
  expiresAt: null,
});

describe('credentials that are remembered', () => {
  const events = memoryEventStore();
  let shared: CredentialStore;
  let server: RememberedCredentials;
  let asked: string[];
  const until = async (there: () => boolean) => {
    while (!there()) await new Promise(resolve => setTimeout(resolve, 1));
  };
  /** Another server says what it is about to do. */
  const tell = (type: string, agentId: string) =>
    events.append(`agent-${randomUUID()}`, 'none', [
      {
        id: randomUUID(),
        type,
        schemaVersion: 1,
        at: '2026-01-05T09:00:00.000Z',
        actor: 'account:kim',
        correlationId: 'c',
        causationId: 'c',
        data: { agentId },
      },
    ]);

  beforeEach(async () => {
    shared = memoryCredentialStore(fixedClock());
    asked = [];
    server = new RememberedCredentials(
      {
        ...shared,
        get: (kind, id) => {
          asked.push(id);
          return shared.get(kind, id);
        },
      },
      events,
    );
    await shared.put(own('old'));
    await server.watch.start();
    await until(() => server.watch.following);
  });
  afterEach(() => server.close());

  const secret = async (name = 'pc-1') => (await server.recent('agent', name))?.secret;

  test('are read once for all who ask of late; whoever asks for what is so now reads', async () => {
    expect([await secret(), await secret()]).toEqual(['old', 'old']);
    expect(asked).toEqual(['pc-1']);
    await shared.put(own('new'));
    expect((await server.get('agent', 'pc-1'))?.secret).toBe('new');
  });

  test('are forgotten at once where this server writes, under this name alone', async () => {
    await shared.put(own('other', 'deviceid'));
    expect([await secret(), await secret('deviceid')]).toEqual(['old', 'other']);
    await server.put(own('new'));
    expect(await secret()).toBe('new');
    await server.delete('agent', 'pc-1');
    expect(await secret()).toBeUndefined();
    expect(await server.create(own('again'))).toBe(true);
    expect(await secret()).toBe('again');
    expect(await server.replace(own('once more'))).toBe(true);
    expect(await secret()).toBe('once more');
    asked.length = 0;
    await secret('deviceid');
    expect(asked).toEqual([]);
  });

  test.each(['AgentCredentialRevoked', 'AgentCredentialIssued'])(
    '%s by another server: every name of the agent is read again, each time until it is written',
    async type => {
      await shared.put(own('other', 'deviceid'));
      await Promise.all([secret(), secret('deviceid')]);
      const { position } = (await tell(type, 'pc-1')) as { readonly position: number };
      await until(() => server.watch.heard >= position);
      expect(await secret()).toBe('old');
      await shared.delete('agent', 'pc-1');
      await shared.put(own('newer', 'deviceid'));
      expect([await secret(), await secret('deviceid')]).toEqual([undefined, 'newer']);
    },
  );

  test('what is read while it changes is not remembered', async () => {
    const reading = secret();
    await server.put(own('new'));
    await reading;
    expect(await secret()).toBe('new');
  });

  test('nothing is remembered of what ends by itself, or while the log is not followed', async () => {
    await shared.put({ ...own('soon'), expiresAt: '2999-01-01T00:00:00.000Z' });
    await secret();
    await secret();
    expect(asked).toHaveLength(2);
    await shared.put(own('old'));
    await secret();
    server.watch.stop();
    await until(() => !server.watch.following);
    await shared.put(own('new'));
    expect(await secret()).toBe('new');
  });
});
