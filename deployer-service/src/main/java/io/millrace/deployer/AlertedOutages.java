package io.millrace.deployer;

import io.millrace.deployer.rollout.Outages;
import io.millrace.events.Failure;
import io.millrace.events.ServingChanged;
import io.millrace.worker.StandingAlerts;
import jakarta.inject.Singleton;

/** Tells the world about outages by alerts. */
@Singleton
final class AlertedOutages implements Outages {
    private static final String CODE = "server-down";

    private final StandingAlerts alerts;

    AlertedOutages(StandingAlerts alerts) {
        this.alerts = alerts;
    }

    @Override
    public void began(ServingChanged version, Failure why) {
        var failure = new Failure(
                Failure.Kind.USER_ERROR,
                CODE,
                version.run().subject() + " is in production and does not stay up: " + why.summary(),
                "Mend its server and register the model again; until then this one is started again and again.",
                why.evidence());
        alerts.raise(version.run(), failure);
    }

    @Override
    public void ended(ServingChanged version) {
        alerts.resolve(version.run(), CODE);
    }
}
