package peer;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;

/**
 * Serves MongoDB's protocol on the loopback address until its input ends: from memory on a free port, or, given a
 * port and the path of a file, on that port (0 a free one) from the file, which outlives it.
 */
public final class Peer {
    public static void main(String[] arguments) throws Exception {
        boolean kept = arguments.length > 0;
        MongoBackend backend = kept ? new KeptBackend(arguments[1]) : new QuickBackend();
        MongoServer server = new MongoServer(backend);
        server.bind("127.0.0.1", kept ? Integer.parseInt(arguments[0]) : 0);
        System.out.println("ready " + server.getLocalAddress().getPort());
        // The parent's death ends the input, so that no server is left behind.
        while (System.in.read() >= 0) {
        }
        server.shutdownNow();
    }
}
