package dev.setpoint.controller.nodelifecycle;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * kube-controller-manager's flags of these names, with its defaults.
 *
 * @param monitorPeriod how often Nodes are looked at
 * @param monitorGracePeriod how long a Node may be silent before it is unreachable
 * @param startupGracePeriod the same for a Node that never reported
 * @param evictionRate Nodes per second whose Pods are evicted
 * @param secondaryEvictionRate the same while too many Nodes are down
 * @param unhealthyThreshold which share of Nodes down is too many (at least three Nodes)
 * @param largeClusterThreshold up to so many Nodes, eviction stops altogether while too many are
 *     down
 */
@ConfigurationProperties("setpoint.node-lifecycle")
record NodeLifecycleProperties(
    @DefaultValue("5s") Duration monitorPeriod,
    @DefaultValue("50s") Duration monitorGracePeriod,
    @DefaultValue("60s") Duration startupGracePeriod,
    @DefaultValue("0.1") double evictionRate,
    @DefaultValue("0.01") double secondaryEvictionRate,
    @DefaultValue("0.55") double unhealthyThreshold,
    @DefaultValue("50") int largeClusterThreshold) {}
