package dev.setpoint.api.publish;

import dev.setpoint.common.json.KubeJson;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far the relay is: who has seen a type's last change has seen everything of that type up to
 * the revision, even when newer revisions belong to other types.
 *
 * @param revision everything up to it is in the topics
 * @param last the newest revision of each type up to then; types without any are left out
 */
public record Progress(long revision, Map<String, Long> last) {

  /** Which revision of the type must have been seen. */
  public long lastOf(String type) {
    return last.getOrDefault(type, 0L);
  }

  byte[] encode() {
    ObjectNode tree = KubeJson.TREES.createObjectNode();
    tree.put("revision", revision);
    ObjectNode types = tree.putObject("last");
    last.forEach(types::put);
    return KubeJson.write(tree);
  }

  public static Progress decode(byte[] json) {
    ObjectNode tree = KubeJson.readObject(json);
    Map<String, Long> last = new HashMap<>();
    tree.path("last").properties().forEach(e -> last.put(e.getKey(), e.getValue().asLong()));
    return new Progress(tree.path("revision").asLong(), last);
  }
}
