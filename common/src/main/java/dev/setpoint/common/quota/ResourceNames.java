package dev.setpoint.common.quota;

/** Tells whose the resources are that containers ask for. */
public final class ResourceNames {

  private ResourceNames() {}

  /** Resources of Kubernetes' own: unqualified, or in its domain. */
  public static boolean isNative(String name) {
    return !name.contains("/") || name.contains("kubernetes.io/");
  }

  /** Resources that others advertise, such as {@code example.com/gpu}, of those that are valid. */
  public static boolean isExtended(String name) {
    return !isNative(name) && !name.startsWith("requests.");
  }

  public static boolean isHugePages(String name) {
    return name.startsWith("hugepages-");
  }

  /** A quota may count what is asked for by either name. */
  public static boolean isQuotaOfHugePages(String name) {
    return isHugePages(name) || name.startsWith("requests.hugepages-");
  }
}
