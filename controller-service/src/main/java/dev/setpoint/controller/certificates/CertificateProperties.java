package dev.setpoint.controller.certificates;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * With what certificate signing requests are signed.
 *
 * @param caDir where {@code ca.crt} and {@code ca.key} are; where api-service keeps them
 * @param lifetime of a certificate that asks for no other; the longest too
 */
@ConfigurationProperties("setpoint.cluster-signing")
record CertificateProperties(
    @DefaultValue(".setpoint/pki") Path caDir, @DefaultValue("365d") Duration lifetime) {}
