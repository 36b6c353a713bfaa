package peer;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import java.util.List;

/** Keeps everything in memory, and looks for keys by {@link QuickIndex}. */
final class QuickBackend extends MemoryBackend {
    @Override
    public MemoryDatabase openOrCreateDatabase(String name) {
        return new QuickDatabase(name);
    }

    private final class QuickDatabase extends MemoryDatabase {
        QuickDatabase(String name) {
            super(name, getCursorRegistry());
        }

        @Override
        protected Index<Integer> openOrCreateUniqueIndex(
                String collection, String name, List<IndexKey> keys, boolean sparse) {
            return new QuickIndex(name, keys, sparse);
        }
    }
}
