package dev.setpoint.common.workload;

import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.SafeNames;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Former templates of a workload: what a ControllerRevision holds and which are kept. */
public final class Revisions {

  public static final String LABEL = "controller-revision-hash";

  private static final Comparator<ControllerRevision> OLDEST_FIRST =
      Comparator.comparingLong(Revisions::number)
          .thenComparing(revision -> revision.getMetadata().getName());

  private Revisions() {}

  /** A patch that gives a workload this template back, as {@code kubectl rollout undo} applies. */
  public static ObjectNode data(PodTemplateSpec template) {
    ObjectNode data = KubeJson.TREES.createObjectNode();
    ObjectNode tree = KubeJson.toTree(template);
    tree.put("$patch", "replace");
    ObjectNode metadata =
        tree.path("metadata") instanceof ObjectNode present ? present : tree.putObject("metadata");
    metadata.putNull("creationTimestamp");
    data.putObject("spec").set("template", tree);
    return data;
  }

  public static PodTemplateSpec template(ControllerRevision revision) {
    ObjectNode tree = (ObjectNode) dataOf(revision).path("spec").path("template").deepCopy();
    tree.remove("$patch");
    return KubeJson.toTyped(tree, PodTemplateSpec.class);
  }

  private static JsonNode dataOf(ControllerRevision revision) {
    return KubeJson.toTree(revision).path("data");
  }

  public static boolean holds(ControllerRevision revision, ObjectNode data) {
    return canonical(dataOf(revision)).equals(canonical(data));
  }

  /**
   * The hash that Kubernetes gives a template: FNV-1 over JSON with sorted names.
   *
   * @param salt what makes it another one after a collision
   */
  public static String hash(ObjectNode data, int salt) {
    int hash = 0x811c9dc5;
    for (byte b : (canonical(data) + salt).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash * 0x01000193) ^ (b & 0xff);
    }
    return SafeNames.encode(Integer.toUnsignedString(hash));
  }

  private static String canonical(JsonNode node) {
    StringBuilder text = new StringBuilder();
    canonical(node, text);
    return text.toString();
  }

  private static void canonical(JsonNode node, StringBuilder text) {
    if (node.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
      text.append('{');
      sorted.forEach(
          (name, value) -> {
            text.append(text.charAt(text.length() - 1) == '{' ? "" : ",");
            text.append(KubeJson.TREES.writeValueAsString(name)).append(':');
            canonical(value, text);
          });
      text.append('}');
    } else if (node.isArray()) {
      text.append('[');
      for (int i = 0; i < node.size(); i++) {
        text.append(i == 0 ? "" : ",");
        canonical(node.get(i), text);
      }
      text.append(']');
    } else {
      text.append(KubeJson.TREES.writeValueAsString(node));
    }
  }

  public static long number(ControllerRevision revision) {
    Long number = revision.getRevision();
    return number == null ? 0 : number;
  }

  public static List<ControllerRevision> sorted(Collection<ControllerRevision> revisions) {
    return revisions.stream().sorted(OLDEST_FIRST).toList();
  }

  /** The number that the next revision gets. */
  public static long next(Collection<ControllerRevision> revisions) {
    return revisions.stream().mapToLong(Revisions::number).max().orElse(0) + 1;
  }

  /** The latest revision with this data. */
  public static @Nullable ControllerRevision find(
      Collection<ControllerRevision> revisions, ObjectNode data) {
    return revisions.stream()
        .filter(revision -> holds(revision, data))
        .max(OLDEST_FIRST)
        .orElse(null);
  }

  /**
   * The oldest revisions beyond {@code limit} that nothing uses.
   *
   * @param live names or hashes of those in use
   */
  public static List<ControllerRevision> surplus(
      Collection<ControllerRevision> revisions, Set<String> live, @Nullable Integer limit) {
    List<ControllerRevision> idle = new ArrayList<>();
    for (ControllerRevision revision : sorted(revisions)) {
      Map<String, String> labels = revision.getMetadata().getLabels();
      String hash = labels == null ? null : labels.get(LABEL);
      if (!live.contains(revision.getMetadata().getName())
          && (hash == null || !live.contains(hash))) {
        idle.add(revision);
      }
    }
    int kept = limit == null ? 10 : limit;
    return idle.subList(0, Math.max(0, idle.size() - kept));
  }
}
