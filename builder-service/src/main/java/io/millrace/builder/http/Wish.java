package io.millrace.builder.http;

import io.millrace.builder.ingress.Registration;
import java.util.Optional;

/** One registration that a request asks for. */
sealed interface Wish {

    /** The id of its event, where that could be read. */
    Optional<String> event();

    /** It can be registered, if its sender may. */
    record Good(Registration registration) implements Wish {
        @Override
        public Optional<String> event() {
            return Optional.of(registration.id());
        }
    }

    record Bad(Optional<String> event, Refused why) implements Wish {}
}
