import { EventStoreDbServer } from '../peers/eventstoredb/server.ts';
import { startCollector, type Collector } from '../support/collector.ts';
import { temporaryFolders } from '../support/folder.ts';
import { agentHeaders, basic, sample } from '../support/intake.ts';
import { describeMongodb, startMongodb, type MongodbServer } from '../support/mongodb.ts';
import { adminPassword, startServer, type ServerProgram } from '../support/programs.ts';

const folder = temporaryFolders();

describeMongodb('traces of several servers', () => {
  let mongodb: MongodbServer;
  let log: EventStoreDbServer;
  let collector: Collector;
  const programs: ServerProgram[] = [];

  beforeAll(async () => {
    mongodb = await startMongodb();
    log = await new EventStoreDbServer().start();
    collector = await startCollector();
  }, 180_000);
  afterAll(async () => {
    for (const program of programs) await program.stop();
    log.kill();
    await mongodb.stop();
    await collector.close();
  });

  test('an inventory that one takes is followed into the read models that the other writes', async () => {
    const environment = {
      MUSTER_EVENTS: log.address,
      MUSTER_READ: mongodb.database(),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    };
    // The first leads: the other waits for a lease that is held.
    for (const data of [folder(), folder()]) programs.push(await startServer(data, environment));
    const second = programs[1]!;
    const post = async (path: string, body: string, headers: Record<string, string>): Promise<Response> => {
      const answer = await fetch(`${second.url}${path}`, { method: 'POST', body, headers });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer;
    };
    const json = { 'content-type': 'application/json' };
    const credentials = JSON.stringify({ userId: 'system', password: adminPassword });
    const { token } = (await (await post('/api/v1/sessions', credentials, json)).json()) as { token: string };
    const enrolment = JSON.stringify({ uses: 1, expiresInSeconds: 3_600 });
    const signedIn = { ...json, authorization: `Bearer ${token}` };
    const made = (await (await post('/api/v1/enrolment-tokens', enrolment, signedIn)).json()) as {
      token: string;
    };
    const agent = { ...agentHeaders.glpi, ...basic('enrol', made.token) };
    const answer = await post('/inventory', sample('windows'), agent);

    const traceId = answer.headers.get('x-request-id')!.replaceAll('-', '');
    const spans = await collector.trace(traceId, 'POST /inventory', 'append device', 'project devices.list');
    const one = (name: string) => spans.find(span => span.name === name)!;
    const append = one('append device');
    expect(append.service['service.instance.id']).toBe(one('POST /inventory').service['service.instance.id']);
    const projection = spans.find(
      ({ name, parentSpanId }) => name === 'project devices.list' && parentSpanId === append.spanId,
    )!;
    expect(projection.service['service.instance.id']).not.toBe(append.service['service.instance.id']);
    expect(collector.faults).toEqual([]);
  });
});
