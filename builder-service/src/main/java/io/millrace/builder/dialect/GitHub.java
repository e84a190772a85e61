package io.millrace.builder.dialect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/** GitHub: the body is signed, the delivery's id is not, and two webhooks that are told of one event share it. */
final class GitHub implements Dialect {
    /** GitHub tells of no more commits of a push than these. */
    private static final int MOST_COMMITS = 2048;

    private static final String EVENT = "X-GitHub-Event";
    private static final String SIGNATURE = "X-Hub-Signature-256";
    private static final List<String> IMITATORS = List.of("X-Gitea-Event", "X-Forgejo-Event", "X-Gogs-Event");

    @Override
    public String name() {
        return "github";
    }

    @Override
    public List<Proof> proofs(Headers headers) {
        for (String imitator : IMITATORS) {
            if (headers.find(imitator).isPresent()) {
                throw Expected.otherSender(
                        "the delivery has " + imitator
                                + ": it is from Gitea or its kin, which send GitHub's headers too",
                        "end the webhook's address with gitea instead of github");
            }
        }
        Expected.event(headers, EVENT, this);
        return List.of(Proof.Signature.ofSha256(SIGNATURE, Expected.signature(headers, SIGNATURE)));
    }

    @Override
    public Optional<String> deliveryId(Headers headers) {
        return headers.find("X-GitHub-Delivery");
    }

    @Override
    public Message read(Headers headers, byte[] body) {
        String event = Expected.event(headers, EVENT, this);
        return switch (event) {
            case "ping" -> new Message.Ping();
            case "push" ->
                new Message.Pushed(List.of(Payload.read(body, Body.class).push()));
            default -> new Message.Other(event);
        };
    }

    private record Body(
            String ref,
            String before,
            String after,
            boolean forced,
            Repository repository,
            @JsonProperty("head_commit") Optional<Commit> headCommit,
            List<Changes> commits) {

        Push push() {
            // Of a new branch and of a rewritten one, the commits do not tell how it differs from what was there.
            boolean complete = !forced && !Push.isNothing(before) && commits.size() < MOST_COMMITS;
            return new Push(
                    repository.fullName(),
                    ref,
                    before,
                    after,
                    headCommit.map(Commit::id).orElse(after),
                    Changes.of(commits, complete));
        }
    }

    private record Repository(@JsonProperty("full_name") String fullName) {}

    private record Commit(String id) {}
}
