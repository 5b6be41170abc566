package dev.setpoint.controller.podautoscaler;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * As kube-controller-manager's options {@code --horizontal-pod-autoscaler-…}.
 *
 * @param syncPeriod how often each autoscaler looks
 * @param downscaleStabilization how long the highest recommendation holds where nothing is said
 * @param tolerance how far a metric may be from its target, as a part of it
 * @param cpuInitializationPeriod how long a Pod's start may distort its use of processor time
 * @param initialReadinessDelay how soon after its start a Pod that became unready never was ready
 */
@ConfigurationProperties("setpoint.horizontal-pod-autoscaler")
record AutoscalerProperties(
    @DefaultValue("15s") Duration syncPeriod,
    @DefaultValue("5m") Duration downscaleStabilization,
    @DefaultValue("0.1") double tolerance,
    @DefaultValue("5m") Duration cpuInitializationPeriod,
    @DefaultValue("30s") Duration initialReadinessDelay) {}
