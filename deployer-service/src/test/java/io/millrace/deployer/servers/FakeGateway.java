package io.millrace.deployer.servers;

import io.millrace.deployer.rollout.Gateway;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Writes down what it is told. */
final class FakeGateway implements Gateway {
    private final List<String> told = new CopyOnWriteArrayList<>();
    /** Draining waits for it. */
    volatile CountDownLatch requestsUnderWay = new CountDownLatch(0);

    List<String> told() {
        return List.copyOf(told);
    }

    @Override
    public void comingUp(ServingChanged version) {
        told.add("coming up " + version.generation());
    }

    @Override
    public void up(ServingChanged version, URI address) {
        told.add("up " + version.generation() + " " + address);
    }

    @Override
    public void down(ServingChanged version) {
        told.add("down " + version.generation());
    }

    @Override
    public void gone(ServingEnded end) {
        told.add("gone " + end.generation());
    }

    @Override
    public void complete() {
        told.add("complete");
    }

    @Override
    public boolean isSettled() {
        return true;
    }

    @Override
    public int drain(String workload, Duration atMost) throws InterruptedException {
        told.add("drain " + workload);
        requestsUnderWay.await();
        return 0;
    }
}
