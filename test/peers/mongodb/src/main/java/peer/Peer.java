package peer;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/** Serves MongoDB's protocol from memory on a free port of the loopback address until its input ends. */
public final class Peer {
    public static void main(String[] arguments) throws Exception {
        MongoServer server = new MongoServer(new MemoryBackend());
        server.bind("127.0.0.1", 0);
        System.out.println("ready " + server.getLocalAddress().getPort());
        // The parent's death ends the input, so that no server is left behind.
        while (System.in.read() >= 0) {
        }
        server.shutdownNow();
    }
}
