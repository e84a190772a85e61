package io.millrace.letters;

import io.millrace.events.ModelName;
import io.millrace.events.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which dead letters are meant; what is absent does not matter.
 *
 * @param worker who could not read the record
 * @param topic  where the record was found, with or without the prefix of all topics
 * @param since  it became a dead letter then or later
 * @param until  it became a dead letter before
 * @param model  the record's key
 */
public record LetterQuery(
        Optional<Stage> worker,
        Optional<String> topic,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<ModelName> model) {
    public static final LetterQuery ALL =
            new LetterQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** @param prefix of the pipeline's topics */
    boolean matches(String prefix, Letter letter) {
        String found = letter.why().topic();
        return worker.stream().allMatch(letter.id().worker()::equals)
                && topic.stream().allMatch(name -> found.equals(name) || found.equals(prefix + name))
                && since.stream().noneMatch(letter.written()::isBefore)
                && until.stream().allMatch(letter.written()::isBefore)
                && model.stream().allMatch(name -> Arrays.equals(letter.key(), bytes(name)));
    }

    private static byte[] bytes(ModelName model) {
        return model.value().getBytes(StandardCharsets.UTF_8);
    }
}
