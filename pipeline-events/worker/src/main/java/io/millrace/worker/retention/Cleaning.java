package io.millrace.worker.retention;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What goes from a store.
 *
 * @param gone  in the order in which they go: the oldest first
 * @param bytes that the store holds afterwards
 * @param over  by how many bytes that is still more than the budget allows, because all of it must stay; else 0
 */
public record Cleaning(List<Item> gone, long bytes, long over) {
    public Cleaning {
        gone = List.copyOf(gone);
    }

    /** The least that brings the store into its budget, or as near as what is needed allows. */
    public static Cleaning of(Collection<Item> items, Needs needs, Budget budget, Instant now) {
        List<Item> mayGo = items.stream()
                .filter(item -> !needs.include(item) && !budget.isYoung(item, now))
                .sorted(Comparator.comparing(Item::since))
                .toList();
        long bytes = Budget.bytes(items);
        var gone = new ArrayList<Item>();
        for (Item item : mayGo) {
            if (bytes > budget.maxBytes() || budget.isTooOld(item, now)) {
                gone.add(item);
                bytes -= item.bytes();
            }
        }
        return new Cleaning(gone, bytes, Math.max(0, bytes - budget.maxBytes()));
    }
}
