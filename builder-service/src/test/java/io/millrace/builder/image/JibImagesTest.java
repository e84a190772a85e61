package io.millrace.builder.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.builder.HomeConfig;
import io.millrace.builder.MemoryCommit;
import io.millrace.builder.Settings;
import io.millrace.builder.source.Hosts;
import io.millrace.builder.source.Images;
import io.millrace.builder.source.SourceRefused;
import io.millrace.events.Failure;
import io.millrace.events.ImageRef;
import io.millrace.events.ModelName;
import io.millrace.events.Version;
import io.millrace.worker.NeighbourUnavailable;
import io.millrace.worker.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class JibImagesTest {
    private static final MemoryCommit COMMIT = MemoryCommit.of(
            Map.of("train.py", "print(1)", "data/digits.csv", "1,2,3", "bin/run.sh", "#!/bin/sh\n", "größe.txt", "x"));

    @TempDir
    Path home;

    private int folders;
    private final int freePort = FreePort.find();

    @Test
    void are_kept_in_the_local_store_under_their_digest() throws Exception {
        ImageRef image = make(Map.of(), "scratch");

        ImageTar tar = ImageTar.read(home.resolve("images/" + image.digest().hex() + ".tar"));
        assertThat(image.repository()).isEqualTo("local/digits");
        assertThat(tar.manifestDigest()).isEqualTo(image.digest().value());
        assertThat(tar.files()).containsKey("oci-layout");
    }

    @Test
    void hold_our_files_as_one_layer_with_fixed_times_and_modes() throws Exception {
        ImageRef image = make(Map.of(), "scratch");

        ImageTar tar = ImageTar.read(home.resolve("images/" + image.digest().hex() + ".tar"));
        assertThat(tar.manifest().get("layers")).hasSize(1);
        assertThat(tar.layer(0))
                .containsExactly(
                        "755 0 1970-01-01T00:00:01Z app/",
                        "755 0 1970-01-01T00:00:01Z app/bin/",
                        "755 10 1970-01-01T00:00:01Z app/bin/run.sh",
                        "755 0 1970-01-01T00:00:01Z app/data/",
                        "644 5 1970-01-01T00:00:01Z app/data/digits.csv",
                        "644 1 1970-01-01T00:00:01Z app/größe.txt",
                        "644 8 1970-01-01T00:00:01Z app/train.py");
    }

    @Test
    void tell_where_the_files_lie_and_which_layers_are_ours() throws Exception {
        ImageRef image = make(Map.of(), "scratch");

        var config = ImageTar.read(home.resolve("images/" + image.digest().hex() + ".tar"))
                .config();
        assertThat(config.at("/config/WorkingDir").asText()).isEqualTo("/app");
        assertThat(config.at("/config/Labels/io.millrace.own-layers").asText()).isEqualTo("1");
        assertThat(config.at("/config/Labels/org.opencontainers.image.revision").asText())
                .isEqualTo(MemoryCommit.ID);
        assertThat(config.at("/created").asText()).isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void are_the_same_for_the_same_content() throws Exception {
        ImageRef first = make(Map.of(), "scratch");
        ImageRef second = make(Map.of(), "scratch");

        assertThat(second).isEqualTo(first);
    }

    @Test
    void differ_when_a_file_differs() throws Exception {
        var other = MemoryCommit.of(Map.of("train.py", "print(2)"));

        assertThat(make(Map.of(), "scratch", other)).isNotEqualTo(make(Map.of(), "scratch"));
    }

    @Test
    void are_not_made_onto_a_base_at_a_private_address() {
        var refused = catchThrowableOfType(
                SourceRefused.class, () -> make(Map.of(), "127.0.0.1:" + freePort + "/python:3.12"));

        assertThat(refused.failure().code()).isEqualTo("host-not-public");
    }

    @Test
    void wait_for_a_base_whose_registry_is_away() {
        String registry = "127.0.0.1:" + freePort;

        var away = catchThrowableOfType(
                NeighbourUnavailable.class,
                () -> make(Map.of("builder.plain-http-registries", registry), registry + "/python:3.12"));

        assertThat(away.failure().kind()).isEqualTo(Failure.Kind.TRANSIENT);
        assertThat(away.failure().code()).isEqualTo("base-image-unavailable");
        assertThat(away.failure().summary()).contains(registry + "/python:3.12");
    }

    @Test
    void wait_for_our_registry_when_it_is_away() {
        var away = catchThrowableOfType(
                NeighbourUnavailable.class,
                () -> make(Map.of("builder.registry", "127.0.0.1:" + freePort + "/models"), "scratch"));

        assertThat(away.failure().code()).isEqualTo("registry-unreachable");
    }

    @Test
    void leave_nothing_in_the_store_when_they_cannot_be_made() throws IOException {
        catchThrowableOfType(SourceRefused.class, () -> make(Map.of(), "127.0.0.1:" + freePort + "/python:3.12"));

        assertThat(home.resolve("images")).doesNotExist();
    }

    @Test
    void are_pushed_to_a_registry_and_used_as_a_base() throws Exception {
        assumeThat(DebianRegistry.isInstalled())
                .as("docker-registry is installed")
                .isTrue();
        try (var registry = new DebianRegistry(home.resolve("registry"), freePort)) {
            Map<String, String> settings = Map.of("builder.registry", registry.host() + "/models");

            ImageRef image = make(settings, "scratch");
            ImageRef onto = make(settings, registry.host() + "/models/digits@" + image.digest());
            var missing = catchThrowableOfType(
                    SourceRefused.class, () -> make(settings, registry.host() + "/models/nothing:1"));

            assertThat(image.repository()).isEqualTo(registry.host() + "/models/digits");
            assertThat(image.digest()).isEqualTo(make(Map.of(), "scratch").digest());
            assertThat(registry.manifest("models/digits", "v1").at("/layers")).hasSize(2);
            assertThat(onto.digest()).isNotEqualTo(image.digest());
            assertThat(missing.failure().code()).isEqualTo("base-image-unavailable");
        }
    }

    @Test
    void are_pushed_to_a_registry_that_asks_who_we_are_and_used_as_a_base() throws Exception {
        assumeThat(DebianRegistry.isInstalled())
                .as("docker-registry is installed")
                .isTrue();
        try (var registry = DebianRegistry.locked(home.resolve("registry"), freePort)) {
            String login = Base64.getEncoder()
                    .encodeToString((DebianRegistry.USER + ":" + DebianRegistry.PASSWORD).getBytes(UTF_8));
            Path known = Files.writeString(
                    home.resolve("config.json"),
                    "{\"auths\": {\"" + registry.host() + "\": {\"auth\": \"" + login + "\"}}}");
            Map<String, String> stranger = Map.of("builder.registry", registry.host() + "/models");
            Map<String, String> builder =
                    Map.of("builder.registry", registry.host() + "/models", "builder.docker-config", known.toString());

            var refused = catchThrowableOfType(SourceRefused.class, () -> make(stranger, "scratch"));
            ImageRef image = make(builder, "scratch");
            ImageRef onto = make(builder, registry.host() + "/models/digits@" + image.digest());

            assertThat(refused.failure().code()).isEqualTo("registry-access-denied");
            assertThat(refused.failure().remedy()).contains("builder.docker-config");
            assertThat(onto.digest()).isNotEqualTo(image.digest());
        }
    }

    private ImageRef make(Map<String, String> settings, String base) throws IOException, InterruptedException {
        return make(settings, base, COMMIT);
    }

    private ImageRef make(Map<String, String> settings, String base, MemoryCommit commit)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(home.resolve("work-" + folders++));
        var config = Settings.builder(settings);
        var hosts = new RegistryHosts(config, new Hosts(InetAddress::getAllByName));
        HomeConfig where = () -> home;
        var content = new Images.Content(new ModelName("digits"), new Version("v1"), base, commit.all());
        return new JibImages(config, hosts, new LocalStore(where), new BaseCache(config, where))
                .make(content, commit, folder);
    }
}
