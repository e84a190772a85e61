package io.millrace.local.cli;

import io.millrace.local.CannotGoOn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "api-key",
        description = "Makes a key for registering models over HTTP, and says what to set for it. It is shown once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace api-key --name ci --models digits,churn-*",
            "  millrace api-key --name ci --models '*' --output json"
        })
final class ApiKeyCommand implements Callable<Integer> {
    private static final int BYTES = 32;
    /** What a key of properties can hold without being quoted or escaped. */
    private static final String NAME = "[A-Za-z0-9_-]+";

    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "whose key it is; logs and answers say it")
    private String name = "";

    @Option(
            names = "--models",
            required = true,
            split = ",",
            paramLabel = "MODEL",
            description = "names of the models that it registers, or patterns of them, with commas between them")
    private List<String> models = List.of();

    ApiKeyCommand(Context context) {
        this.context = context;
    }

    /** The document for {@code --output json}. */
    record Made(String key, String hash, List<String> properties) {}

    @Override
    public Integer call() {
        if (!name.matches(NAME)) {
            throw CannotGoOn.because(
                    "api-key-name", "--name is '" + name + "'", "Use letters, digits, hyphens and underscores.");
        }
        String key = "mr_" + random();
        String hash = sha256(key);
        String setting = "builder.http.keys." + name;
        var properties = List.of(setting + ".hash=" + hash, setting + ".models=" + String.join(",", models));
        Console console = context.console();
        if (options.isJson()) {
            console.json(new Made(key, hash, properties));
        } else {
            console.print(key);
            console.print("");
            console.print(
                    "Keep it where secrets are kept: it is not shown again. The builder needs its hash alone, in");
            console.print(context.home().settings("builder") + ", and a restart:");
            console.print("");
            properties.forEach(console::print);
        }
        return 0;
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String sha256(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
