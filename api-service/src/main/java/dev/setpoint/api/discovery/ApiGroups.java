package dev.setpoint.api.discovery;

import dev.setpoint.api.registry.ResourceStrategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The served groups in the order clients prefer them: Kubernetes' own by kube-aggregator's
 * priorities, others by name; within a group the newest stable version first.
 */
public final class ApiGroups {

  private static final List<String> ORDER =
      List.of(
          "apiregistration.k8s.io",
          "apps",
          "events.k8s.io",
          "authentication.k8s.io",
          "authorization.k8s.io",
          "autoscaling",
          "batch",
          "certificates.k8s.io",
          "networking.k8s.io",
          "policy",
          "rbac.authorization.k8s.io",
          "storage.k8s.io",
          "admissionregistration.k8s.io",
          "apiextensions.k8s.io",
          "scheduling.k8s.io",
          "coordination.k8s.io",
          "node.k8s.io",
          "discovery.k8s.io",
          "flowcontrol.apiserver.k8s.io");

  private static final Pattern VERSION = Pattern.compile("v(\\d{1,9})(?:(alpha|beta)(\\d{1,9}))?");

  private ApiGroups() {}

  /** A group with its versions, and in each version its resources by name. */
  public record ApiGroup(String name, List<Version> versions) {

    public Version preferred() {
      return versions.getFirst();
    }
  }

  public record Version(String group, String name, List<ResourceStrategy> resources) {

    public String groupVersion() {
      return group.isEmpty() ? name : group + "/" + name;
    }
  }

  public static List<ApiGroup> of(List<ResourceStrategy> strategies) {
    Comparator<String> byPreference =
        Comparator.comparingInt(ApiGroups::rank).thenComparing(Comparator.naturalOrder());
    Map<String, Map<String, List<ResourceStrategy>>> grouped = new TreeMap<>(byPreference);
    for (ResourceStrategy strategy : strategies) {
      grouped
          .computeIfAbsent(strategy.type().group(), g -> new TreeMap<>(ApiGroups::compareVersions))
          .computeIfAbsent(strategy.type().version(), v -> new ArrayList<>())
          .add(strategy);
    }
    List<ApiGroup> groups = new ArrayList<>();
    grouped.forEach(
        (group, versions) -> {
          List<Version> list = new ArrayList<>();
          versions.forEach(
              (version, resources) -> {
                resources.sort(Comparator.comparing(s -> s.type().plural()));
                list.add(new Version(group, version, List.copyOf(resources)));
              });
          groups.add(new ApiGroup(group, List.copyOf(list)));
        });
    return List.copyOf(groups);
  }

  private static int rank(String group) {
    if (group.isEmpty()) {
      return -1;
    }
    int index = ORDER.indexOf(group);
    return index < 0 ? ORDER.size() : index;
  }

  /** Stable before beta before alpha, then the higher first; odd names last, by name. */
  static int compareVersions(String a, String b) {
    Matcher left = VERSION.matcher(a);
    Matcher right = VERSION.matcher(b);
    boolean known = left.matches();
    if (known != right.matches()) {
      return known ? -1 : 1;
    }
    if (!known) {
      return a.compareTo(b);
    }
    int byStage = Integer.compare(stage(right), stage(left));
    if (byStage != 0) {
      return byStage;
    }
    int byMajor = Integer.compare(number(right, 1), number(left, 1));
    return byMajor != 0 ? byMajor : Integer.compare(number(right, 3), number(left, 3));
  }

  private static int stage(Matcher version) {
    String stage = version.group(2);
    return stage == null ? 2 : stage.equals("beta") ? 1 : 0;
  }

  private static int number(Matcher version, int group) {
    String digits = version.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
