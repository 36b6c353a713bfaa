// The test server in a process of its own: prints `ready ADDRESS`, ends when its input does.
import { EventStoreDbServer } from './server.ts';

const server = await new EventStoreDbServer().start();
console.log(`ready ${server.address}`);
process.stdin.resume().once('end', () => {
  server.kill();
  process.exit();
});
