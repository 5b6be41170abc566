package dev.setpoint.api.agent;

import dev.setpoint.common.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The container that a request means, and where it runs.
 *
 * @param container empty where the Pod as a whole is meant
 * @param node null while the Pod has none
 */
public record PodTarget(
    String namespace, String pod, String uid, String container, @Nullable String node) {

  /** The container asked for, or the only one. */
  public static PodTarget container(JsonNode pod, String asked) {
    return of(pod, container(pod, pod.at("/metadata/name").asString(""), asked));
  }

  public static PodTarget pod(JsonNode pod) {
    return of(pod, "");
  }

  private static PodTarget of(JsonNode pod, String container) {
    String node = pod.at("/spec/nodeName").asString("");
    return new PodTarget(
        pod.at("/metadata/namespace").asString(""),
        pod.at("/metadata/name").asString(""),
        pod.at("/metadata/uid").asString(""),
        container,
        node.isEmpty() ? null : node);
  }

  /** One segment each, so that no name can reach another path of the agent. */
  public String path(String what, String last) {
    return "/" + what + "/" + segment(namespace) + "/" + segment(pod) + "/" + segment(last);
  }

  private static String container(JsonNode pod, String name, String asked) {
    List<String> main = names(pod, "containers");
    List<String> init = names(pod, "initContainers");
    if (asked.isEmpty()) {
      if (main.size() == 1) {
        return main.getFirst();
      }
      String message = "a container name must be specified for pod " + name;
      if (!main.isEmpty()) {
        message += ", choose one of: " + list(main);
        if (!init.isEmpty()) {
          message += " or one of the init containers: " + list(init);
        }
      }
      throw ApiException.badRequest(message);
    }
    if (main.contains(asked)
        || init.contains(asked)
        || names(pod, "ephemeralContainers").contains(asked)) {
      return asked;
    }
    throw ApiException.badRequest("container " + asked + " is not valid for pod " + name);
  }

  private static List<String> names(JsonNode pod, String field) {
    List<String> names = new ArrayList<>();
    pod.path("spec").path(field).forEach(c -> names.add(c.path("name").asString("")));
    return names;
  }

  private static String list(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }

  private static String segment(String name) {
    boolean label = !name.isEmpty() && name.chars().allMatch(PodTarget::isOfNames);
    if (!label || name.startsWith(".")) {
      throw ApiException.badRequest("not a name: " + name);
    }
    return name;
  }

  private static boolean isOfNames(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  }
}
