import { OnlineManagement } from '../../../src/server/agents/online-management.ts';
import { configurationsAt, department } from '../../support/agent-configurations.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  // Another server does it, until one of these tests takes over.
  await server.context.online.stop();
});
afterAll(() => server.close());

const { add, assign, call, computer } = configurationsAt(() => server);

/** One that writes down which devices it loads or decides on. */
function watched(): { readonly online: OnlineManagement; readonly touched: string[] } {
  const { services, context } = server;
  const touched: string[] = [];
  const noted = (stream: string): void => {
    if (stream.startsWith('device-')) touched.push(stream.slice('device-'.length));
  };
  const commands: typeof services.commands = {
    ...services.commands,
    load: (stream, ...rest) => {
      noted(stream);
      return services.commands.load(stream, ...rest);
    },
    handle: (stream, ...rest) => {
      noted(stream);
      return services.commands.handle(stream, ...rest);
    },
  };
  const online = new OnlineManagement(
    { ...services, commands },
    context.agentConfigurations,
    context.settingsWatch,
  );
  return { online, touched };
}

async function managedBy(device: string): Promise<string> {
  await server.caughtUp();
  return (await server.call('GET', `/api/v1/devices/${device}`)).body.managementType;
}

/** Until the device is managed so: the work is done beside what asked for it. */
async function becomes(device: string, type: string): Promise<void> {
  while ((await managedBy(device)) !== type) await new Promise(resolve => setTimeout(resolve, 5));
}

test('AGT-049 one server silences computers, beginning with a look at everybody, and looks at no others', async () => {
  const vaults = await add('Vaults', { communicate: false });
  const [alpha, beta, gamma] = [
    await computer('alpha', 'Plant A'),
    await computer('beta', 'Plant B'),
    await computer('gamma', 'Plant C'),
  ];
  await assign(vaults, [department('Plant A')]);
  // Nobody leads: nothing is done on a server that only looks on.
  expect(await managedBy(alpha)).toBe('agent');

  const { online, touched } = watched();
  online.start();
  await becomes(alpha, 'offline');
  await assign(vaults, [department('Plant B')]);
  await becomes(beta, 'offline');
  // The default configuration communicates: an edit of it leaves everybody as they are.
  await call('PATCH', '/default', { settings: { pollingMinutes: 5 } });
  await assign(vaults, [{ kind: 'computer', device: gamma }]);
  await becomes(gamma, 'offline');
  expect(touched).toEqual([alpha, beta, gamma]);

  await online.stop();
  const heard = new Promise<void>(resolve => server.context.settingsWatch.onChange(() => resolve()));
  const delta = await computer('delta', 'Plant A');
  await heard;
  expect(await managedBy(delta)).toBe('agent');
  expect(touched).not.toContain(delta);
});
