package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.ModelRegistered;
import io.millrace.events.Source;
import io.millrace.spec.SpecReader;
import io.millrace.spec.SpecResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ManyModelsTest {
    @TempDir
    Path folder;

    @Test
    void have_specs_that_the_builder_takes() {
        assertThat(SpecReader.read(ManyModels.spec("one", false)))
                .isInstanceOfSatisfying(
                        SpecResult.Valid.class,
                        valid -> assertThat(valid.spec().deploy()).isEmpty());
        assertThat(SpecReader.read(ManyModels.spec("one", true)))
                .isInstanceOfSatisfying(
                        SpecResult.Valid.class,
                        valid -> assertThat(valid.spec().deploy()).isPresent());
    }

    @Test
    void are_versions_of_different_commits_and_models_of_one() throws Exception {
        List<ModelRegistered> versions;
        List<ModelRegistered> models;
        try (var many = new ManyModels(folder)) {
            versions = many.versionsOf("one", 3);
            models = many.models("each-", 3);
        }

        assertThat(versions)
                .extracting(version -> ((Source.Git) version.source()).revision())
                .doesNotHaveDuplicates();
        assertThat(models).extracting(model -> model.model().value()).containsExactly("each-1", "each-2", "each-3");
    }
}
