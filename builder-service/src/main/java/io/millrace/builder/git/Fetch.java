package io.millrace.builder.git;

import io.millrace.builder.BuilderConfig;
import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** One commit on its way from a server. For one use. */
final class Fetch {
    /** Up to three objects as large as that are in memory at the same time. */
    private static final long A_FIFTH_OF_MEMORY = Runtime.getRuntime().maxMemory() / 5;

    private static final Integer ONE_COMMIT = 1;
    private static final @Nullable Integer ALL_COMMITS = null;

    private final GuardedRepository repository;
    private final GitUrl url;
    private final BuilderConfig.Git config;
    private final Path emptyHome;
    private final Allowance allowance;
    private final HttpExchange http;

    /** @param repository empty, receives the commit */
    Fetch(GuardedRepository repository, GitUrl url, BuilderConfig.Git config, Path emptyHome) {
        this.repository = repository;
        this.url = url;
        this.config = config;
        this.emptyHome = emptyHome;
        this.allowance = new Allowance(config.timeout(), config.maxBytes());
        this.http = new HttpExchange(allowance);
        repository.guard(this::guarded);
    }

    private InputStream guarded(InputStream pack) {
        allowance.expectPack();
        // Over a network, its bytes are counted as they come in.
        InputStream bounded = url.host().isPresent() ? pack : allowance.bound(pack);
        return new PackGuard(bounded, config.maxObjectBytes().orElse(A_FIFTH_OF_MEMORY));
    }

    /** The full id of the commit that {@code revision} is now. */
    String commit(Optional<String> revision) throws IOException, InterruptedException {
        try (Transport transport = transport(ONE_COMMIT);
                FetchConnection connection = transport.openFetch()) {
            return switch (Wanted.of(revision, advertised(connection), url.text())) {
                case Wanted.Ref(var name) -> named(connection, connection.getRef(name));
                case Wanted.CommitId(var id) -> byId(connection, ObjectId.fromString(id));
            };
        } catch (NotSupportedException | TransportException e) {
            if (allowance.exceeded() == Allowance.Exceeded.NOTHING && Thread.interrupted()) {
                throw new InterruptedException("told to stop while fetching " + url);
            }
            throw GitFailures.of(e, url, allowance.exceeded(), http);
        }
    }

    private Transport transport(@Nullable Integer depth) throws NotSupportedException, TransportException {
        allowance.expectNames();
        Transport transport = Transport.open(repository, address());
        transport.setDepth(depth); // before a connection is opened, which remembers it
        transport.setTimeout((int) config.silence().toSeconds());
        transport.setObjectChecker(
                new ObjectChecker().setAllowLeadingZeroFileMode(true).setAllowInvalidPersonIdent(true));
        switch (transport) {
            case TransportHttp overHttp -> {
                overHttp.setHttpConnectionFactory(http);
                config.credentialsFile()
                        .flatMap(file -> GitCredentials.of(file, url))
                        .ifPresent(overHttp::setCredentialsProvider);
            }
            case SshTransport overSsh ->
                overSsh.setSshSessionFactory(new SshExchange(SshIdentity.sessions(config.ssh(), emptyHome), allowance));
            default -> {} // on this disk
        }
        return transport;
    }

    private URIish address() {
        try {
            return new URIish(url.text());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a URL that was checked is none: " + url, e);
        }
    }

    private static Map<String, String> advertised(FetchConnection connection) {
        var names = new TreeMap<String, String>();
        for (Ref ref : connection.getRefs()) {
            ObjectId peeled = ref.getPeeledObjectId();
            ObjectId id = peeled == null ? ref.getObjectId() : peeled;
            if (id != null) {
                names.put(ref.getName(), id.name());
            }
        }
        return names;
    }

    private String named(FetchConnection connection, Ref ref) throws IOException {
        take(connection, List.of(ref));
        ObjectId id = ref.getObjectId();
        if (id == null) {
            throw GitFailures.noSuchCommit(url, ref.getName());
        }
        return commitOf(id);
    }

    /** Servers need not hand out a commit by its id; then all that they have is searched for it. */
    private String byId(FetchConnection connection, ObjectId id) throws IOException {
        try {
            take(connection, List.of(new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, id.name(), id)));
        } catch (TransportException e) {
            if (allowance.exceeded() != Allowance.Exceeded.NOTHING || GitFailures.isAboutReaching(e)) {
                throw e;
            }
            takeEverything();
        }
        return commitOf(id);
    }

    private void takeEverything() throws NotSupportedException, TransportException {
        try (Transport transport = transport(ALL_COMMITS);
                FetchConnection connection = transport.openFetch()) {
            List<Ref> named = connection.getRefs().stream()
                    .filter(ref -> ref.getName().startsWith("refs/heads/")
                            || ref.getName().startsWith("refs/tags/"))
                    .toList();
            take(connection, named);
        }
    }

    private void take(FetchConnection connection, List<Ref> refs) throws TransportException {
        connection.fetch(allowance.monitor(), refs, Set.of());
    }

    private String commitOf(ObjectId id) throws IOException {
        try (var walk = new RevWalk(repository)) {
            return walk.parseCommit(id).name();
        } catch (MissingObjectException e) {
            throw GitFailures.noSuchCommit(url, id.name());
        } catch (IncorrectObjectTypeException e) {
            throw GitFailures.notACommit(url, id.name());
        }
    }
}
