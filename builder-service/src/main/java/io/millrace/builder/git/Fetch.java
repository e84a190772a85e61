package io.millrace.builder.git;

import io.millrace.builder.BuilderConfig;
import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.Wanted;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/** One commit on its way from a server. For one use. */
final class Fetch {
    private static final String FETCHED = "refs/millrace/fetched";
    private static final String EVERYTHING = "refs/millrace/all/";

    private final Repository repository;
    private final GitUrl url;
    private final BuilderConfig.Git config;
    private final Path emptyHome;
    private final Allowance allowance;
    private final HttpExchange http;

    /** @param repository empty, receives the commit */
    Fetch(Repository repository, GitUrl url, BuilderConfig.Git config, Path emptyHome) {
        this.repository = repository;
        this.url = url;
        this.config = config;
        this.emptyHome = emptyHome;
        this.allowance = new Allowance(config.timeout(), config.maxBytes());
        this.http = new HttpExchange(allowance);
    }

    /** The full id of the commit that {@code revision} is now. */
    String commit(Optional<String> revision) throws IOException, InterruptedException {
        try (Transport transport = transport()) {
            return switch (Wanted.of(revision, advertised(transport), url.text())) {
                case Wanted.Ref(var name) -> named(transport, name);
                case Wanted.CommitId(var id) -> byId(transport, id);
            };
        } catch (NotSupportedException | TransportException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("told to stop while fetching " + url);
            }
            throw GitFailures.of(e, url, allowance.exceeded(), http);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a URL that was checked is none: " + url, e);
        }
    }

    private Transport transport() throws URISyntaxException, NotSupportedException, TransportException {
        Transport transport = Transport.open(repository, new URIish(url.text()));
        transport.setTimeout((int) config.silence().toSeconds());
        transport.setTagOpt(TagOpt.NO_TAGS);
        transport.setObjectChecker(
                new ObjectChecker().setAllowLeadingZeroFileMode(true).setAllowInvalidPersonIdent(true));
        switch (transport) {
            case TransportHttp overHttp -> overHttp.setHttpConnectionFactory(http);
            case SshTransport overSsh ->
                overSsh.setSshSessionFactory(new SshExchange(SshIdentity.sessions(config.ssh(), emptyHome), allowance));
            default -> {} // on this disk
        }
        return transport;
    }

    private static Map<String, String> advertised(Transport transport)
            throws NotSupportedException, TransportException {
        var names = new TreeMap<String, String>();
        try (FetchConnection connection = transport.openFetch()) {
            for (Ref ref : connection.getRefs()) {
                ObjectId peeled = ref.getPeeledObjectId();
                ObjectId id = peeled == null ? ref.getObjectId() : peeled;
                if (id != null && !ref.getName().endsWith("^{}")) {
                    names.put(ref.getName(), id.name());
                }
            }
        }
        return names;
    }

    private String named(Transport transport, String name) throws IOException {
        transport.setDepth(1);
        transport.fetch(allowance.monitor(), List.of(new RefSpec("+" + name + ":" + FETCHED)));
        ObjectId fetched = repository.resolve(FETCHED);
        if (fetched == null) {
            throw GitFailures.noSuchCommit(url, name);
        }
        return commitOf(fetched);
    }

    /** Servers need not hand out a commit by its id; then all that they have is searched for it. */
    private String byId(Transport transport, String id) throws IOException {
        transport.setDepth(1);
        try {
            transport.fetch(allowance.monitor(), List.of(new RefSpec(id + ":" + FETCHED)));
        } catch (TransportException e) {
            if (allowance.exceeded() != Allowance.Exceeded.NOTHING || GitFailures.isAboutReaching(e)) {
                throw e;
            }
            fetchEverything();
        }
        return commitOf(ObjectId.fromString(id));
    }

    private void fetchEverything() throws IOException {
        try (Transport transport = transport()) {
            transport.fetch(
                    allowance.monitor(),
                    List.of(
                            new RefSpec("+refs/heads/*:" + EVERYTHING + "heads/*"),
                            new RefSpec("+refs/tags/*:" + EVERYTHING + "tags/*")));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a URL that was checked is none: " + url, e);
        }
    }

    private String commitOf(ObjectId id) throws IOException {
        try (var walk = new RevWalk(repository)) {
            return walk.parseCommit(id).name();
        } catch (MissingObjectException e) {
            throw GitFailures.noSuchCommit(url, id.name());
        } catch (org.eclipse.jgit.errors.IncorrectObjectTypeException e) {
            throw GitFailures.notACommit(url, id.name());
        }
    }
}
