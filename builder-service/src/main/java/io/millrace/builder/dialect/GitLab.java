package io.millrace.builder.dialect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * GitLab: shows a token, which is the secret itself, or signs after the Standard Webhooks specification, which newer
 * releases offer and which proves more.
 */
final class GitLab implements Dialect {
    private static final String EVENT = "X-Gitlab-Event";
    private static final String TOKEN = "X-Gitlab-Token";
    private static final String SIGNATURE = "webhook-signature";

    @Override
    public String name() {
        return "gitlab";
    }

    @Override
    public List<Proof> proofs(Headers headers) {
        Expected.event(headers, EVENT, this);
        var proofs = new ArrayList<Proof>();
        headers.find(SIGNATURE)
                .ifPresent(signature -> proofs.add(Proof.TimedSignature.of(
                        Expected.signature(headers, "webhook-id"),
                        Expected.signature(headers, "webhook-timestamp"),
                        signature)));
        headers.find(TOKEN).map(Proof.Token::new).ifPresent(proofs::add);
        if (proofs.isEmpty()) {
            throw Expected.unsigned(SIGNATURE + " and no " + TOKEN);
        }
        return proofs;
    }

    @Override
    public Optional<String> deliveryId(Headers headers) {
        return headers.find("webhook-id").or(() -> headers.find("Idempotency-Key"));
    }

    @Override
    public Message read(Headers headers, byte[] body) {
        String event = Expected.event(headers, EVENT, this);
        return switch (event) {
            case "Push Hook", "Tag Push Hook" ->
                new Message.Pushed(List.of(Payload.read(body, Body.class).push()));
            default -> new Message.Other(event);
        };
    }

    private record Body(
            String ref,
            String before,
            String after,
            @JsonProperty("checkout_sha") Optional<String> checkoutSha,
            Project project,
            @JsonProperty("total_commits_count") int totalCommitsCount,
            List<Changes> commits) {

        Push push() {
            // Of a push, 20 commits are told at most.
            boolean complete = !Push.isNothing(before) && totalCommitsCount == commits.size();
            return new Push(
                    project.pathWithNamespace(),
                    ref,
                    before,
                    after,
                    checkoutSha.orElse(after),
                    Changes.of(commits, complete));
        }
    }

    private record Project(@JsonProperty("path_with_namespace") String pathWithNamespace) {}
}
