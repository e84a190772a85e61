package io.millrace.monitor.rest;

import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandAnswer;
import io.millrace.events.CommandRejected;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What became of a command. */
@Schema(name = "CommandAnswer")
record AnswerBody(
        @Schema(description = "The command event's id") String command,
        @Schema(enumeration = {"accepted", "rejected", "unanswered"}) String outcome,
        @Schema(description = "Which stage answered; null while none has") Optional<String> stage,
        String message) {

    static AnswerBody of(String command, Optional<CommandAnswer> answer) {
        return answer.map(AnswerBody::of)
                .orElseGet(() -> new AnswerBody(
                        command,
                        "unanswered",
                        Optional.empty(),
                        "No stage has answered yet. It is carried out when the stage that has the run reads it."));
    }

    private static AnswerBody of(CommandAnswer answer) {
        Optional<String> stage = Optional.of(answer.stage().wireName());
        return switch (answer) {
            case CommandAccepted accepted -> new AnswerBody(accepted.command(), "accepted", stage, accepted.message());
            case CommandRejected rejected -> new AnswerBody(rejected.command(), "rejected", stage, rejected.reason());
        };
    }
}
