package io.millrace.worker.testing;

import static org.awaitility.Awaitility.await;

import io.millrace.events.Stage;
import io.millrace.worker.Topics;
import io.millrace.worker.access.Right;
import io.millrace.worker.access.Rights;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclPermissionType;

/** Who looks after a broker: makes users and topics, and says who may do what. */
public final class Operator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Admin admin;

    /** @param servers where whoever comes may do everything */
    public Operator(String servers) {
        this.admin = Admin.create(Map.of("bootstrap.servers", servers));
    }

    public void setPassword(String user, String password) {
        var scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
        done(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, scram, password)))
                .all());
        await().atMost(PATIENCE)
                .until(() -> done(admin.describeUserScramCredentials().users()).contains(user));
    }

    public void makeTopics(String prefix) {
        done(admin.createTopics(Topics.bundled().all(prefix)).all());
    }

    /** All that {@code deploy/kafka/acls.txt} gives a worker. */
    public void grant(String user, Stage worker, String prefix) {
        grant(user, Rights.of(worker, prefix).all());
    }

    public void grant(String user, Collection<Right> rights) {
        List<AclBinding> granted =
                rights.stream().map(right -> binding(user, right)).toList();
        done(admin.createAcls(granted).all());
        await().atMost(PATIENCE).until(() -> standing().containsAll(granted));
    }

    public void revoke(String user, Right right) {
        AclBinding revoked = binding(user, right);
        done(admin.deleteAcls(List.of(revoked.toFilter())).all());
        await().atMost(PATIENCE).until(() -> !standing().contains(revoked));
    }

    private Collection<AclBinding> standing() {
        return Set.copyOf(done(admin.describeAcls(AclBindingFilter.ANY).values()));
    }

    private static AclBinding binding(String user, Right right) {
        return new AclBinding(
                right.on(), new AccessControlEntry("User:" + user, "*", right.operation(), AclPermissionType.ALLOW));
    }

    private static <T> T done(KafkaFuture<T> change) {
        try {
            return change.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
