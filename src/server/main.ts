import closeWithGrace from 'close-with-grace';
import { runServer } from './run.ts';

/** The process: starts, says where it serves, and ends cleanly on SIGTERM or SIGINT. */
const server = await runServer(process.env);
if (server)
  closeWithGrace({ delay: 10_000, logger: false }, async ({ err }) => {
    if (err) server.log.fatal({ err }, 'ending after an unforeseen error');
    await server.close();
  });
