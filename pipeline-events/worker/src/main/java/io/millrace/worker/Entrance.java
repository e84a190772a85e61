package io.millrace.worker;

import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.worker.access.Login;
import io.millrace.worker.access.Refused;
import io.millrace.worker.access.Right;
import io.millrace.worker.access.Rights;
import io.millrace.worker.access.RightsCheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A worker's first questions to the broker: does it let us in, may we do what we have to, is everything there. */
final class Entrance {
    private final Map<String, Object> settings;
    private final WorkerConfig config;
    private final List<NewTopic> topics;

    Entrance(Map<String, Object> kafka, WorkerConfig config) {
        this.settings = new HashMap<>(kafka);
        this.config = config;
        this.topics = Topics.bundled().all(config.topicPrefix());
        int millis = (int) config.startTimeout().toMillis();
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "millrace-" + config.instance() + "-admin");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    }

    /**
     * Returns when all is well.
     *
     * @throws Refused               when an operator has to change something at the broker, or in the credentials
     * @throws IllegalStateException when a topic is not as it must be, no broker answers, or the settings are no such
     */
    void enter() {
        Login login = login();
        try (Admin admin = admin()) {
            requireRights(admin, login);
            if (new TopicCheck(admin, config.startTimeout(), login).ensure(topics)) {
                // What may be done with a topic is known only once it is there.
                requireRights(admin, login);
            }
        }
    }

    private Login login() {
        try {
            return Login.of(settings);
        } catch (KafkaException | IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private Admin admin() {
        try {
            return Admin.create(settings);
        } catch (KafkaException e) {
            throw unusable(e);
        }
    }

    private static IllegalStateException unusable(RuntimeException e) {
        return new IllegalStateException(
                "the settings under kafka.* are not usable: " + rootOf(e).getMessage(), e);
    }

    private void requireRights(Admin admin, Login login) {
        try {
            List<String> names = topics.stream().map(NewTopic::name).toList();
            List<Right> missing = new RightsCheck(admin, Rights.of(config.stage(), config.topicPrefix()))
                    .missing(names, groups(config.topicPrefix()), Topic.ALERTS.name(config.topicPrefix()));
            if (!missing.isEmpty()) {
                throw new Refused(lacks(login, missing));
            }
        } catch (ExecutionException e) {
            throw translated(e.getCause(), login);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the broker what this worker may do", e);
        }
    }

    private static List<String> groups(String prefix) {
        return Stream.concat(
                        Stream.of(Stage.BUILD, Stage.TRAIN, Stage.EVALUATE, Stage.DEPLOY)
                                .map(Stage::wireName),
                        Stream.of("watchdog"))
                .map(group -> prefix + group)
                .toList();
    }

    private String lacks(Login login, List<Right> missing) {
        return login + " lacks at " + login.servers() + ": "
                + missing.stream().map(Right::toString).collect(Collectors.joining(", "))
                + "; what the " + config.stage().worker() + " needs is listed in deploy/kafka/acls.txt, and granted by"
                + " deploy/kafka/acls.sh";
    }

    private RuntimeException translated(@Nullable Throwable cause, Login login) {
        if (cause instanceof AuthenticationException) {
            return new Refused("the broker at " + login.servers() + " and " + login + " do not come together: "
                    + cause.getMessage() + reason(cause));
        }
        if (cause instanceof TimeoutException) {
            return new IllegalStateException(
                    "the broker did not answer within " + config.startTimeout() + "; are kafka.bootstrap.servers, "
                            + login.servers() + ", and kafka.security.protocol right?",
                    cause);
        }
        return new IllegalStateException("cannot ask the broker at " + login.servers() + ": " + cause, cause);
    }

    /** Of a failed handshake, the outermost exception says no more than that it failed. */
    private static String reason(Throwable failure) {
        Throwable root = rootOf(failure);
        return root == failure ? "" : ": " + root.getMessage();
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
