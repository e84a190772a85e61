package io.millrace.deployer;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The deployer's configuration, as it is read when the worker starts. */
public final class Configured {
    private Configured() {}

    public static DeployerConfig with(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withSources(new PropertiesConfigSource(Map.of("quarkus.http.port", "8084"), "port", 50))
                .withMapping(DeployerConfig.class)
                .build()
                .getConfigMapping(DeployerConfig.class);
    }
}
