package io.millrace.worker.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** A broker with a lock to which nobody has a key yet: neither users nor rights nor topics. */
public class RefusingBroker implements QuarkusTestResourceLifecycleManager {
    public static final String USER = "trainer";
    public static final String PASSWORD = "the right one";

    private final SecuredBroker broker = new SecuredBroker();

    @Override
    public Map<String, String> start() {
        try (var operator = new Operator(broker.servers())) {
            operator.setPassword(USER, "another one");
        }
        Map<String, String> settings = new HashMap<>(Map.of(Broker.SERVERS, broker.servers()));
        broker.user(USER, PASSWORD).forEach((key, value) -> settings.put("kafka." + key, value));
        return settings;
    }

    @Override
    public void stop() {
        broker.close();
    }
}
