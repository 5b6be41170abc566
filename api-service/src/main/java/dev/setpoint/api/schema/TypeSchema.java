package dev.setpoint.api.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object type.
 *
 * @param name as in Kubernetes' OpenAPI: {@code io.k8s.api.core.v1.Pod}
 * @param kinds the kinds whose objects have this type; empty for parts of objects
 * @param mapType {@code x-kubernetes-map-type} of the type itself; null when nothing is said
 * @param fields by name, in the schema's order
 */
public record TypeSchema(
    String name,
    List<Kind> kinds,
    @Nullable String mapType,
    Map<String, FieldSchema> fields,
    String description) {

  /** A group, version and kind that objects of a type have. */
  public record Kind(String group, String version, String kind) {

    /** {@code v1} or {@code apps/v1}. */
    public String apiVersion() {
      return group.isEmpty() ? version : group + "/" + version;
    }
  }

  /** As Go names it in error messages: {@code v1.Pod}. */
  public String goName() {
    String simple = simpleName();
    String rest = name.substring(0, name.length() - simple.length() - 1);
    return rest.substring(rest.lastIndexOf('.') + 1) + "." + simple;
  }

  /** {@code Pod}. */
  public String simpleName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  public @Nullable FieldSchema field(String field) {
    return fields.get(field);
  }
}
