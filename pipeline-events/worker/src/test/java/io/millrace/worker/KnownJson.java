package io.millrace.worker;

import io.millrace.events.EventCodec;
import io.millrace.events.Topic;
import io.millrace.worker.run.Held;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Writes and reads what was written and read before from memory: many schedules have much in common. */
final class KnownJson extends StateJson {
    private static final int MOST = 50_000;

    private final Map<Held, byte[]> written = new HashMap<>();
    private final Map<ByteBuffer, Held> read = new HashMap<>();

    KnownJson() {
        super(new EventCodec(Topic.DEFAULT_PREFIX));
    }

    @Override
    byte[] write(Held held) {
        if (written.size() > MOST) {
            written.clear();
        }
        return written.computeIfAbsent(held, super::write);
    }

    @Override
    Held readHeld(byte[] json) throws IOException {
        if (read.size() > MOST) {
            read.clear();
        }
        ByteBuffer key = ByteBuffer.wrap(json);
        Held known = read.get(key);
        if (known == null) {
            known = super.readHeld(json);
            read.put(key, known);
        }
        return known;
    }
}
