import { AgentTwin, agentWithDevice, tokenOf } from '../../../support/agent-twin.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
let agent: AgentTwin;
let deviceId: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ agent, deviceId } = await agentWithDevice(server));
});
afterAll(() => server.close());

const recorded = async (type: string) => {
  const { body } = await server.call('GET', '/api/v1/events', {
    query: { filter: `type.eq.${type}` },
  });
  return body.items as { actor: string; data: object }[];
};

test('AGT-022 what an agent says that it works by is recorded once as event 6, and shown with its device', async () => {
  const { settings } = (await agent.ask()).body;
  const notice = {
    kind: 'settingsApplied',
    configuration: settings.configuration,
    version: settings.version,
  };
  expect((await agent.note(notice)).status).toBe(204);
  expect((await agent.note(notice)).status).toBe(204);
  await server.caughtUp();
  expect(await recorded('AgentConfigurationApplied')).toHaveLength(1);
  const { body } = await server.call('GET', `/api/v1/devices/${deviceId}/agent-configuration`);
  expect(body.applied).toEqual({ configuration: 'default', version: 1 });
});

test('AGT-034 sections that had no room in a report are recorded once as event 1122', async () => {
  const notice = { kind: 'sectionsLeftOut', sections: ['softwares'] };
  expect((await agent.note(notice)).status).toBe(204);
  expect((await agent.note(notice)).status).toBe(204);
  await server.caughtUp();
  expect(await recorded('InventorySectionsLeftOut')).toHaveLength(1);
});

test.each([
  [{ kind: 'settingsApplied', configuration: 'elsewhere', version: 1 }, 404, 'AGENT_CONFIGURATION_UNKNOWN'],
  [{ kind: 'settingsApplied', configuration: 'default', version: 9 }, 412, 'REVISION_CONFLICT'],
  [{ kind: 'settingsApplied', configuration: 'default', version: 1.5 }, 400, 'VALIDATION_FAILED'],
  [{ kind: 'sectionsLeftOut', sections: ['<b>software</b>'] }, 400, 'VALIDATION_FAILED'],
  [{ kind: 'sectionsLeftOut', sections: Array(51).fill('softwares') }, 400, 'VALIDATION_FAILED'],
  [{ kind: 'somethingElse' }, 400, 'VALIDATION_FAILED'],
])('%j is refused and nothing recorded', async (notice, status, code) => {
  const last = await server.services.events.lastPosition();
  const answer = await agent.note(notice);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(await server.services.events.lastPosition()).toBe(last);
});

test('an agent that has reported nothing yet stands for no device that it could speak of', async () => {
  const other = new AgentTwin(server);
  await other.enrol(await tokenOf(server));
  const answer = await other.note({ kind: 'sectionsLeftOut', sections: ['softwares'] });
  expect([answer.status, answer.body.code]).toEqual([409, 'AGENT_WITHOUT_DEVICE']);
});
