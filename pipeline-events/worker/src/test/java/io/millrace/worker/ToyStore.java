package io.millrace.worker;

import io.millrace.worker.retention.Item;
import io.millrace.worker.retention.Store;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A store in memory. Its budget, in this module's application.properties, is 100 bytes. */
@ApplicationScoped
class ToyStore implements Store {
    private final Map<Item.Key, Item> items = new ConcurrentHashMap<>();

    void keep(Item item) {
        items.put(item.key(), item);
    }

    boolean has(Item item) {
        return item.equals(items.get(item.key()));
    }

    @Override
    public String name() {
        return "toys";
    }

    @Override
    public List<Item> items() {
        return List.copyOf(items.values());
    }

    @Override
    public boolean remove(Item item) {
        return items.remove(item.key(), item);
    }
}
