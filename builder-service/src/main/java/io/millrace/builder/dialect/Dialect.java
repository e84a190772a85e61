package io.millrace.builder.dialect;

import java.util.List;
import java.util.Optional;

/** How one kind of host signs its deliveries and tells of what happened: of pushes, or of a registry's versions. */
public interface Dialect {

    /** The last part of its address, and its name in the configuration. */
    String name();

    /**
     * What a delivery shows as proof; one of several is enough. Nothing of its body was read yet.
     *
     * @throws DeliveryRefused if it is another kind of host's, or shows nothing
     */
    List<Proof> proofs(Headers headers);

    /** What tells this delivery from others, also if it is sent again. Not every kind of host signs it. */
    Optional<String> deliveryId(Headers headers);

    /**
     * What a genuine delivery tells.
     *
     * @throws DeliveryRefused if it is not what this kind of host sends
     */
    Message read(Headers headers, byte[] body);

    /** Whether it tells of pushes; others tell of what stands in a model registry. */
    default boolean isGit() {
        return true;
    }

    /** All that are known. */
    static List<Dialect> all() {
        return List.of(
                new GitHub(),
                new GitLab(),
                new Gitea(),
                new BitbucketCloud(),
                new BitbucketDataCenter(),
                new StandardWebhooks(),
                new MLflow());
    }
}
