package dev.setpoint.agent.runtime.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.BindOptions;
import com.github.dockerjava.api.model.BindPropagation;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.setpoint.agent.runtime.ContainerConfig;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.ContainerState.Phase;
import dev.setpoint.agent.runtime.RuntimeFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between our words for a container and Docker's. */
final class ContainerMapping {

  private final LogConfig logs;

  ContainerMapping(EngineProperties engine) {
    this.logs =
        new LogConfig(
            LogConfig.LoggingType.JSON_FILE,
            Map.of(
                "max-size", engine.logMaxSize(), "max-file", String.valueOf(engine.logMaxFiles())));
  }

  void fill(CreateContainerCmd command, ContainerConfig config) {
    command
        .withName(config.name())
        .withLabels(config.labels())
        .withEnv(config.env())
        .withStdinOpen(config.stdin())
        .withStdInOnce(config.stdinOnce())
        .withTty(config.tty())
        .withHostConfig(hostConfig(config));
    if (!config.entrypoint().isEmpty()) {
      command.withEntrypoint(config.entrypoint());
    }
    if (!config.command().isEmpty()) {
      command.withCmd(config.command());
    }
    if (!config.workingDir().isEmpty()) {
      command.withWorkingDir(config.workingDir());
    }
    if (!config.user().isEmpty()) {
      command.withUser(config.user());
    }
    ContainerConfig.NetworkIdentity network = config.network();
    if (network != null) {
      if (!network.hostname().isEmpty()) {
        command.withHostName(network.hostname());
      }
      command.withExposedPorts(
          network.ports().stream().map(ContainerMapping::exposed).distinct().toList());
    }
  }

  private HostConfig hostConfig(ContainerConfig config) {
    ContainerConfig.Resources resources = config.resources();
    ContainerConfig.Security security = config.security();
    HostConfig host =
        HostConfig.newHostConfig()
            .withLogConfig(logs)
            .withNetworkMode(config.namespaces().network())
            .withOomScoreAdj(resources.oomScoreAdj())
            .withPrivileged(security.privileged())
            .withReadonlyRootfs(security.readOnlyRootfs())
            .withCapAdd(capabilities(security.addCapabilities()))
            .withCapDrop(capabilities(security.dropCapabilities()))
            .withSecurityOpts(security.options())
            .withMounts(config.mounts().stream().map(ContainerMapping::mount).toList())
            .withGroupAdd(config.supplementalGroups());
    if (!config.namespaces().ipc().isEmpty()) {
      host.withIpcMode(config.namespaces().ipc());
    }
    if (!config.namespaces().pid().isEmpty()) {
      host.withPidMode(config.namespaces().pid());
    }
    if (resources.cpuShares() > 0) {
      host.withCpuShares(resources.cpuShares());
    }
    if (resources.cpuQuota() > 0) {
      host.withCpuQuota(resources.cpuQuota()).withCpuPeriod(resources.cpuPeriod());
    }
    if (resources.memory() > 0) {
      // The same limit for memory plus swap: a Pod gets no swap beyond its memory.
      host.withMemory(resources.memory()).withMemorySwap(resources.memory());
    }
    ContainerConfig.NetworkIdentity network = config.network();
    if (network != null) {
      host.withDns(network.dnsServers())
          .withDnsSearch(network.dnsSearches())
          .withDnsOptions(network.dnsOptions())
          .withExtraHosts(network.extraHosts().toArray(String[]::new))
          .withSysctls(network.sysctls())
          .withPortBindings(network.ports().stream().map(ContainerMapping::binding).toList());
    }
    return host;
  }

  private static Capability[] capabilities(List<String> names) {
    List<Capability> known = new ArrayList<>();
    for (String name : names) {
      String bare = name.toUpperCase(Locale.ROOT);
      try {
        known.add(Capability.valueOf(bare.startsWith("CAP_") ? bare.substring(4) : bare));
      } catch (IllegalArgumentException e) {
        throw new RuntimeFailure(
            RuntimeFailure.Kind.OTHER, "invalid capability: \"" + name + "\"", e);
      }
    }
    return known.toArray(Capability[]::new);
  }

  private static Mount mount(ContainerConfig.BindMount mount) {
    BindPropagation propagation =
        switch (mount.propagation()) {
          case NONE -> BindPropagation.R_PRIVATE;
          case HOST_TO_CONTAINER -> BindPropagation.R_SLAVE;
          case BIDIRECTIONAL -> BindPropagation.R_SHARED;
        };
    return new Mount()
        .withType(MountType.BIND)
        .withSource(mount.hostPath())
        .withTarget(mount.containerPath())
        .withReadOnly(mount.readOnly())
        .withBindOptions(new BindOptions().withPropagation(propagation));
  }

  private static ExposedPort exposed(ContainerConfig.PortMapping port) {
    return new ExposedPort(port.containerPort(), InternetProtocol.parse(protocol(port)));
  }

  private static PortBinding binding(ContainerConfig.PortMapping port) {
    Ports.Binding binding =
        port.hostIp().isEmpty()
            ? Ports.Binding.bindPort(port.hostPort())
            : Ports.Binding.bindIpAndPort(port.hostIp(), port.hostPort());
    return new PortBinding(binding, exposed(port));
  }

  private static String protocol(ContainerConfig.PortMapping port) {
    return port.protocol().toLowerCase(Locale.ROOT);
  }

  static ContainerState state(InspectContainerResponse container) {
    InspectContainerResponse.ContainerState state = container.getState();
    Instant started = instant(state.getStartedAt());
    String status = String.valueOf(state.getStatus());
    Phase phase =
        (Boolean.TRUE.equals(state.getRunning()))
            ? Phase.RUNNING
            : status.equals("created") || started == null ? Phase.CREATED : Phase.EXITED;
    com.github.dockerjava.api.model.ContainerConfig config = container.getConfig();
    Map<String, String> labels = config.getLabels();
    Long pid = state.getPidLong();
    Long exit = state.getExitCodeLong();
    Instant created = instant(container.getCreated());
    return new ContainerState(
        container.getId(),
        orEmpty(config.getImage()),
        orEmpty(container.getImageId()),
        labels == null ? Map.of() : labels,
        phase,
        created == null ? Instant.EPOCH : created,
        started,
        instant(state.getFinishedAt()),
        exit == null ? 0 : exit.intValue(),
        Boolean.TRUE.equals(state.getOOMKilled()),
        orEmpty(state.getError()),
        pid == null ? 0 : pid,
        address(container),
        Boolean.TRUE.equals(config.getTty()),
        config.getRawValues().get("StopSignal") instanceof String signal ? signal : "");
  }

  private static String address(InspectContainerResponse container) {
    if (container.getNetworkSettings() == null) {
      return "";
    }
    Map<String, ContainerNetwork> networks = container.getNetworkSettings().getNetworks();
    if (networks == null) {
      return "";
    }
    return networks.values().stream()
        .map(ContainerNetwork::getIpAddress)
        .filter(ip -> ip != null && !ip.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** Docker writes year 1 for "never". */
  private static @Nullable Instant instant(@Nullable String text) {
    return text == null || text.isEmpty() || text.startsWith("0001") ? null : Instant.parse(text);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
