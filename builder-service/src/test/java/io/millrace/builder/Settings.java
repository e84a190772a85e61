package io.millrace.builder;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Configuration as an operator would write it. */
public final class Settings {
    private Settings() {}

    public static BuilderConfig builder(Map<String, String> properties) {
        return read(BuilderConfig.class, properties);
    }

    public static WebhooksConfig webhooks(Map<String, String> properties) {
        return read(WebhooksConfig.class, properties);
    }

    public static MlflowConfig mlflow(Map<String, String> properties) {
        return read(MlflowConfig.class, properties);
    }

    public static HttpConfig http(Map<String, String> properties) {
        return read(HttpConfig.class, properties);
    }

    static <T> T read(Class<T> mapping, Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(mapping)
                .build()
                .getConfigMapping(mapping);
    }
}
