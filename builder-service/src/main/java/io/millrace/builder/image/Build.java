package io.millrace.builder.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import io.millrace.events.Digest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** One run of Jib. */
final class Build {
    private Build() {}

    /**
     * The digest of the image's manifest.
     *
     * @param failure of what happened, if a registry is to blame; empty if the local disk is
     */
    static Digest of(
            JibContainerBuilder image, Containerizer target, Function<Throwable, Optional<RuntimeException>> failure)
            throws IOException, InterruptedException {
        try {
            return new Digest(image.containerize(target).getDigest().toString());
        } catch (RegistryException | IOException e) {
            throw failed(e, failure);
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause(), failure);
        } catch (CacheDirectoryCreationException e) {
            throw new IOException("cannot make Jib's cache folder", e);
        }
    }

    private static IOException failed(Throwable e, Function<Throwable, Optional<RuntimeException>> failure) {
        Optional<RuntimeException> known = failure.apply(e);
        if (known.isPresent()) {
            throw known.get();
        }
        return e instanceof IOException disk ? disk : new IOException("the image could not be made", e);
    }
}
