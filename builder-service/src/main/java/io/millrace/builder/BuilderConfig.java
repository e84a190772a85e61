package io.millrace.builder;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything an operator may set for the builder, under {@code builder.*}. */
@ConfigMapping(prefix = "builder")
public interface BuilderConfig {

    /** How often a build is tried again that failed for a reason which may pass. 0 for never. */
    @WithDefault("3")
    int retries();

    Git git();

    Source source();

    /**
     * Registry, and where needed a folder in it, that images are pushed to as {@code <registry>/<model>:<version>}, for
     * example {@code registry.example.org/models}. Unset: images stay in the local store, {@code
     * <millrace.home>/images}.
     */
    Optional<String> registry();

    /**
     * Registries that may be spoken to without encryption, as host or {@code host:port}, besides those on this machine.
     * Images, credentials and digests can be read and changed on the way there.
     */
    Optional<List<String>> plainHttpRegistries();

    /**
     * File of credentials for registries, as {@code docker login} writes it, for example {@code
     * /run/secrets/registry/config.json}: for pushing, and for pulling base images. Each is sent to its registry alone,
     * and never without encryption. Whoever may register models builds onto what it opens. Unset: nobody logs in.
     */
    Optional<Path> dockerConfig();

    /** Bytes that layers of base images may take in {@code <millrace.home>/cache/jib}, about. */
    @WithDefault("10737418240")
    long baseCacheMaxBytes();

    /** How Git repositories are reached. */
    interface Git {

        /**
         * Whether {@code file:} URLs are fetched. Whoever may register models then reads every repository that the
         * builder's user can read, so switch it on only where these are the same people.
         */
        @WithDefault("false")
        boolean allowFile();

        /** Whether {@code http:} URLs are fetched. What comes can be changed on the way. */
        @WithDefault("false")
        boolean allowHttp();

        /**
         * Whether hosts are reached whose addresses are not public (loopback, private, link-local). Whoever may
         * register models then reaches, with Git's requests, whatever the builder reaches.
         */
        @WithDefault("false")
        boolean allowPrivateHosts();

        /** How long fetching a commit may take, for example {@code PT10M}. */
        @WithDefault("PT5M")
        Duration timeout();

        /** How long a server may be silent, for example {@code PT30S}; whole seconds. */
        @WithDefault("PT30S")
        Duration silence();

        /** How many bytes a server may send for a commit, packed. */
        @WithDefault("2147483648")
        long maxBytes();

        /**
         * How many bytes an object of a commit may have that has to be held in memory: a folder, a commit, or a file
         * that the server tells as a difference to another one. Unset: a fifth of the heap.
         */
        Optional<Long> maxObjectBytes();

        /**
         * File of passwords or tokens for {@code https:} URLs, in the format of git-credential-store: a line for each
         * host, such as {@code https://user:token@git.example.org}, percent-encoded. Each is sent to its host alone, and
         * only when that asks for it; over {@code http:} to this machine at most. Whoever may register models reads
         * what it opens. Unset: only public repositories are read.
         */
        Optional<Path> credentialsFile();

        Ssh ssh();
    }

    /** Who the builder is to SSH servers, and which of them it trusts. */
    interface Ssh {

        /** File of the private key, in OpenSSH's format and without a passphrase. Unset: no server lets us in. */
        Optional<Path> key();

        /**
         * File of the servers' host keys, in OpenSSH's {@code known_hosts} format; collect it with {@code
         * ssh-keyscan}. A server that is not in it is refused. Unset: all are.
         */
        Optional<Path> knownHosts();
    }

    /** How much of a repository may go into an image. */
    interface Source {

        /** How many files. */
        @WithDefault("20000")
        int maxFiles();

        /** Bytes of a single file. */
        @WithDefault("1073741824")
        long maxFileBytes();

        /** Bytes of all files together. */
        @WithDefault("4294967296")
        long maxTotalBytes();
    }
}
