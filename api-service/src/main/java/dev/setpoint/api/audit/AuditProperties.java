package dev.setpoint.api.audit;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The audit log.
 *
 * @param log the file it goes to; null for no audit log
 * @param policy an audit.k8s.io/v1 Policy; null to log the metadata of every request
 * @param maxSize when a file is closed and a new one begun
 * @param maxBackups how many closed files are kept; 0 for all
 * @param maxAge how long closed files are kept; zero for ever
 * @param maxBody how much of a body is logged, where the policy asks for bodies
 */
@ConfigurationProperties("setpoint.audit")
record AuditProperties(
    @Nullable Path log,
    @Nullable Path policy,
    @DefaultValue("100MB") DataSize maxSize,
    @DefaultValue("10") int maxBackups,
    @DefaultValue("0s") Duration maxAge,
    @DefaultValue("1MB") DataSize maxBody) {}
