package dev.setpoint.api.schema;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One field of a type. */
public final class FieldSchema {

  private final String name;
  private final FieldType type;
  private final List<String> flags;
  private final String description;

  // Asked of every field of every object.
  private final boolean required;
  private final boolean always;
  private final boolean zero;
  private final boolean pointer;

  FieldSchema(String name, FieldType type, String flags, String description) {
    this.name = name;
    this.type = type;
    this.flags = flags.isEmpty() ? List.of() : Arrays.asList(flags.split(" "));
    this.description = description;
    this.required = this.flags.contains("required");
    this.always = this.flags.contains("always");
    this.zero = this.flags.contains("zero");
    this.pointer = this.flags.contains("pointer");
  }

  public String name() {
    return name;
  }

  public FieldType type() {
    return type;
  }

  /** Kubernetes' words on the field. */
  public String description() {
    return description;
  }

  public boolean required() {
    return required;
  }

  /** An optional field that is written even when it is empty. */
  public boolean alwaysWritten() {
    return always;
  }

  /** A number or flag whose zero value is left out. */
  public boolean omitsZero() {
    return zero;
  }

  /** An optional text of which an empty one is kept. */
  public boolean keepsEmptyText() {
    return pointer;
  }

  /** {@code x-kubernetes-patch-strategy}: merge, retainKeys, {@code merge,retainKeys}, or null. */
  public @Nullable String patchStrategy() {
    return fact("patch=");
  }

  /** {@code x-kubernetes-patch-merge-key}, or null. */
  public @Nullable String mergeKey() {
    return fact("key=");
  }

  /** {@code x-kubernetes-list-type}: atomic, set or map; null when nothing is said. */
  public @Nullable String listType() {
    return fact("list=");
  }

  /** {@code x-kubernetes-list-map-keys}; empty for other lists. */
  public List<String> listMapKeys() {
    String keys = fact("keys=");
    return keys == null ? List.of() : List.of(keys.split(","));
  }

  /** {@code x-kubernetes-map-type}: atomic or granular; null when nothing is said. */
  public @Nullable String mapType() {
    return fact("map=");
  }

  /** The type by whose name a value of any shape is documented; null for other fields. */
  public @Nullable String rawType() {
    return fact("raw=");
  }

  /** What an item of a list counts as having for this key when it leaves it out; may be null. */
  public @Nullable String keyDefault() {
    return fact("keydefault=");
  }

  private @Nullable String fact(String prefix) {
    for (String flag : flags) {
      if (flag.startsWith(prefix)) {
        return flag.substring(prefix.length());
      }
    }
    return null;
  }
}
