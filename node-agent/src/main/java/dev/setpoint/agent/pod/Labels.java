package dev.setpoint.agent.pod;

/**
 * Labels on every container the agent makes. They are its only memory: an agent that starts anew
 * reads from them what belongs to whom.
 */
public final class Labels {

  /** The uid of the namespace kube-system, so that clusters can share an engine. */
  public static final String CLUSTER = "setpoint.dev/cluster";

  public static final String NODE = "setpoint.dev/node";
  public static final String POD_UID = "setpoint.dev/pod-uid";
  public static final String POD_NAME = "setpoint.dev/pod-name";
  public static final String POD_NAMESPACE = "setpoint.dev/pod-namespace";

  /** {@link #SANDBOX_ROLE} or {@link #CONTAINER_ROLE}. */
  public static final String ROLE = "setpoint.dev/role";

  public static final String CONTAINER = "setpoint.dev/container";
  public static final String RESTART_COUNT = "setpoint.dev/restart-count";
  public static final String SPEC_HASH = "setpoint.dev/spec-hash";

  /** The infra container whose namespaces a container joined. */
  public static final String SANDBOX = "setpoint.dev/sandbox";

  /** Seconds to wait between TERM and KILL when the Pod's object is no longer known. */
  public static final String GRACE = "setpoint.dev/grace-seconds";

  public static final String SANDBOX_ROLE = "sandbox";
  public static final String CONTAINER_ROLE = "container";

  private Labels() {}
}
