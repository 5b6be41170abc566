package dev.setpoint.api.seal;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is encrypted at rest.
 *
 * @param enabled whether new writes are; what was encrypted before is read all the same
 * @param resources qualified names of the types
 * @param rotate whether this start makes a new key, and writes everything again with it
 */
@ConfigurationProperties("setpoint.encryption")
record SealProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("secrets") List<String> resources,
    @DefaultValue("false") boolean rotate) {}
