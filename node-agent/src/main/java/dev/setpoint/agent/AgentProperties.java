package dev.setpoint.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the node agent.
 *
 * @param port of the HTTPS server the API service reads logs from
 * @param bindAddress where that server listens
 * @param pauseImage image of infra containers
 * @param pauseCommand only for images that would not just wait by themselves
 * @param pauseTar archive to load the pause image from; default {@code images/pause.tar} in the
 *     state directory
 * @param podCidrRange where a node without a podCIDR takes its /24 from
 * @param maxPods Pods this node takes
 * @param parallelStarts container starts the engine works on at once
 * @param relist how often all containers are compared, in case an event was lost
 * @param volumeRefresh how often configMap, secret and downwardAPI volumes are brought up to date
 * @param usageInterval how often the use of processor and memory is sampled
 */
@ConfigurationProperties("setpoint.agent")
public record AgentProperties(
    @DefaultValue("6448") int port,
    @DefaultValue("0.0.0.0") String bindAddress,
    @DefaultValue("setpoint/pause:1") String pauseImage,
    @DefaultValue List<String> pauseCommand,
    @Nullable Path pauseTar,
    @DefaultValue("10.244.0.0/16") String podCidrRange,
    @DefaultValue("110") int maxPods,
    @DefaultValue("4") int parallelStarts,
    @DefaultValue("60s") Duration relist,
    @DefaultValue("10s") Duration volumeRefresh,
    @DefaultValue("15s") Duration usageInterval) {}
