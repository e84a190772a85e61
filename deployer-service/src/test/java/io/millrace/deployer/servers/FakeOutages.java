package io.millrace.deployer.servers;

import io.millrace.deployer.rollout.Outages;
import io.millrace.events.Failure;
import io.millrace.events.ServingChanged;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it is told. */
final class FakeOutages implements Outages {
    private final List<String> told = new CopyOnWriteArrayList<>();

    List<String> told() {
        return List.copyOf(told);
    }

    @Override
    public void began(ServingChanged version, Failure why) {
        told.add("began " + version.generation() + " " + why.code());
    }

    @Override
    public void ended(ServingChanged version) {
        told.add("ended " + version.generation());
    }
}
