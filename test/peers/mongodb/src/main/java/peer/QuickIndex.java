package peer;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Answers whoever names a key and says more of the document, and whoever asks for a span of keys that are text, as
 * MongoDB does. By itself this server looks through the whole collection for both. What is found is compared with the
 * whole question afterwards.
 */
final class QuickIndex extends MemoryUniqueIndex {
    private static final Set<String> LOWER = Set.of("$gt", "$gte");
    private static final Set<String> UPPER = Set.of("$lt", "$lte");

    private final NavigableMap<String, Integer> texts = new ConcurrentSkipListMap<>();

    QuickIndex(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
    }

    @Override
    protected boolean putKeyPosition(KeyValue key, Integer position) {
        String text = textOf(key);
        if (text != null) texts.put(text, position);
        return super.putKeyPosition(key, position);
    }

    @Override
    protected Integer removeDocument(KeyValue key) {
        String text = textOf(key);
        if (text != null) texts.remove(text);
        return super.removeDocument(key);
    }

    @Override
    public boolean canHandle(Document query) {
        if (spanIn(query) != null) return true;
        Document own = new Document();
        for (String key : keySet()) {
            if (!query.containsKey(key)) return false;
            own.put(key, query.get(key));
        }
        return super.canHandle(own);
    }

    @Override
    public Iterable<Integer> getPositions(Document query) {
        Document span = spanIn(query);
        if (span == null) return super.getPositions(query);
        NavigableMap<String, Integer> within = texts;
        for (String bound : span.keySet()) {
            String text = (String) span.get(bound);
            boolean inclusive = bound.endsWith("e");
            try {
                within = LOWER.contains(bound) ? within.tailMap(text, inclusive) : within.headMap(text, inclusive);
            } catch (IllegalArgumentException beyondTheOther) {
                return List.of();
            }
        }
        return List.copyOf(within.values());
    }

    /** The bounds, at most one of a kind, where nothing but a span of text is asked of the one key. */
    private Document spanIn(Document query) {
        if (keySet().size() != 1) return null;
        if (!(query.get(keySet().iterator().next()) instanceof Document span) || span.keySet().isEmpty()) return null;
        int lower = 0;
        int upper = 0;
        for (String bound : span.keySet()) {
            if (!(span.get(bound) instanceof String)) return null;
            if (LOWER.contains(bound)) lower++;
            else if (UPPER.contains(bound)) upper++;
            else return null;
        }
        return lower < 2 && upper < 2 ? span : null;
    }

    private static String textOf(KeyValue key) {
        return key.size() == 1 && key.get(0) instanceof String text ? text : null;
    }
}
