package dev.setpoint.controller.podgc;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param terminatedThreshold how many finished Pods are kept; 0 keeps all
 * @param period how often Pods are looked through
 * @param quarantine how long a Node must be missing before its Pods are removed
 */
@ConfigurationProperties("setpoint.pod-gc")
record PodGcProperties(
    @DefaultValue("12500") int terminatedThreshold,
    @DefaultValue("20s") Duration period,
    @DefaultValue("40s") Duration quarantine) {}
