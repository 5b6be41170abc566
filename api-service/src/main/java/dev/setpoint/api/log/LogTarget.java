package dev.setpoint.api.log;

import dev.setpoint.common.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The container whose log is wanted, and where it runs.
 *
 * @param node null while the Pod has none
 */
record LogTarget(String namespace, String pod, String container, @Nullable String node) {

  static LogTarget of(JsonNode pod, String asked) {
    String name = pod.at("/metadata/name").asString("");
    String node = pod.at("/spec/nodeName").asString("");
    return new LogTarget(
        pod.at("/metadata/namespace").asString(""),
        name,
        container(pod, name, asked),
        node.isEmpty() ? null : node);
  }

  /** One segment each, so that no name can reach another path of the agent. */
  String path() {
    return "/containerLogs/" + segment(namespace) + "/" + segment(pod) + "/" + segment(container);
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
    boolean label = !name.isEmpty() && name.chars().allMatch(LogTarget::isOfNames);
    if (!label || name.startsWith(".")) {
      throw ApiException.badRequest("not a name: " + name);
    }
    return name;
  }

  private static boolean isOfNames(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  }
}
