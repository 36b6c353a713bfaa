import { eventStoreCompliance } from '../../compliance/event-store.ts';
import { openRealServer } from '../../peers/eventstoredb/real.ts';

const address = process.env.MUSTER_TEST_EVENTSTORE;
const missing =
  'skipped: no real EventStoreDB or KurrentDB; enable it with MUSTER_TEST_EVENTSTORE=esdb://host:2113?tls=false';

if (address === undefined) it(missing, () => void process.stderr.write(`${missing}\n`));
else eventStoreCompliance('eventstoredb on a real server', () => openRealServer(address));
