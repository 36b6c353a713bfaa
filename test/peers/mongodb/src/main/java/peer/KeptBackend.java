package peer;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import java.util.List;
import org.h2.mvstore.MVStore;

/** Keeps everything in a file. A renamed collection is found again when the file is opened next, which it is not by itself. */
final class KeptBackend extends H2Backend {
    KeptBackend(String file) {
        super(file);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new KeptDatabase(name);
    }

    private final class KeptDatabase extends H2Database {
        KeptDatabase(String name) {
            super(name, getMvStore(), getCursorRegistry());
        }

        @Override
        public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String name) {
            String before = collection.getFullName();
            // Looks for what it renames by the new name already, and so leaves an empty map there.
            super.moveCollection(from, collection, name);
            String after = collection.getFullName();
            MVStore store = getMvStore();
            for (String prefix : List.of("databases.", "meta.")) {
                store.removeMap(store.openMap(prefix + after));
                store.renameMap(store.openMap(prefix + before), prefix + after);
            }
            String indexes = before + "._index_";
            for (String map : List.copyOf(store.getMapNames()))
                if (map.startsWith(indexes))
                    store.renameMap(store.openMap(map), after + map.substring(before.length()));
        }
    }
}
