package io.millrace.builder.source;

import io.millrace.events.ImageRef;
import io.millrace.events.ModelName;
import io.millrace.events.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where images are made and kept. */
public interface Images {

    /**
     * What goes into an image. The same content gives the same image.
     *
     * @param base  an image's name, or {@code scratch}
     * @param files of {@code commit}, in the order of their paths
     */
    record Content(ModelName model, Version version, String base, List<TreeEntry.File> files) {
        public Content {
            files = List.copyOf(files);
        }
    }

    /**
     * Makes an image and keeps it. Doing it twice is doing it once.
     *
     * @param folder an empty folder to work in
     * @throws SourceRefused        if the model's authors must change something
     * @throws InterruptedException when told to stop
     * @throws IOException          if the local disk fails
     */
    ImageRef make(Content content, Commit commit, Path folder) throws IOException, InterruptedException;
}
