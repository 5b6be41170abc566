package dev.setpoint.agent.runtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container to create.
 *
 * @param entrypoint empty to keep the image's
 * @param command empty to keep the image's, unless the entrypoint replaces it
 * @param user {@code uid[:gid]}; empty to keep the image's
 * @param network set for the one container that owns the Pod's network namespace
 * @param namespaces whose namespaces it joins; the engine's words such as {@code container:ID}
 */
public record ContainerConfig(
    String name,
    String image,
    List<String> entrypoint,
    List<String> command,
    List<String> env,
    String workingDir,
    Map<String, String> labels,
    String user,
    List<String> supplementalGroups,
    boolean stdin,
    boolean stdinOnce,
    boolean tty,
    Namespaces namespaces,
    @Nullable NetworkIdentity network,
    List<BindMount> mounts,
    Resources resources,
    Security security) {

  /** Engine modes; an empty string means a namespace of its own. */
  public record Namespaces(String network, String ipc, String pid) {}

  /** What can only be set on the owner of the network namespace. */
  public record NetworkIdentity(
      String hostname,
      List<String> dnsServers,
      List<String> dnsSearches,
      List<String> dnsOptions,
      List<String> extraHosts,
      List<PortMapping> ports,
      Map<String, String> sysctls) {}

  /** A published port; an empty address means all of the host's. */
  public record PortMapping(int containerPort, int hostPort, String protocol, String hostIp) {}

  /** A host path inside the container. */
  public record BindMount(
      String hostPath, String containerPath, boolean readOnly, Propagation propagation) {}

  /** How mounts made later cross between host and container. */
  public enum Propagation {
    NONE,
    HOST_TO_CONTAINER,
    BIDIRECTIONAL
  }

  /** Limits in the kernel's units; zero means none. */
  public record Resources(
      int cpuShares, long cpuQuota, long cpuPeriod, long memory, int oomScoreAdj) {}

  /** What the process may do. */
  public record Security(
      boolean privileged,
      boolean readOnlyRootfs,
      List<String> addCapabilities,
      List<String> dropCapabilities,
      List<String> options) {

    public static final Security DEFAULT =
        new Security(false, false, List.of(), List.of(), List.of());
  }
}
