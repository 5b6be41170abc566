package dev.setpoint.api.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The field schemas of every built-in kind of Kubernetes, served or not, from the resource that the
 * build generates (see src/build); and those of metrics.k8s.io and of Setpoint's own kinds, which
 * are none of the built-in ones and so written down.
 */
@Component
public final class Schemas {

  private static final String RESOURCE = "kubernetes.tsv.gz";
  private static final List<String> WRITTEN = List.of("metrics.tsv", "setpoint.tsv");

  private record KindKey(String apiVersion, String kind) {}

  private final Map<String, TypeSchema> types = new TreeMap<>();
  private final Map<KindKey, TypeSchema> byKind = new HashMap<>();

  public Schemas() {
    try (InputStream built = open(RESOURCE)) {
      read(new GZIPInputStream(built));
      for (String name : WRITTEN) {
        try (InputStream written = open(name)) {
          read(written);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the schemas", e);
    }
  }

  private static InputStream open(String resource) {
    return Objects.requireNonNull(Schemas.class.getResourceAsStream(resource), resource);
  }

  /** All types in the order of their names, lists and their metadata included. */
  public Collection<TypeSchema> types() {
    return types.values();
  }

  /** By the name in OpenAPI; fails for an unknown one. */
  public TypeSchema type(String name) {
    TypeSchema type = types.get(name);
    if (type == null) {
      throw new IllegalArgumentException("No schema of type " + name);
    }
    return type;
  }

  /** By {@code apiVersion} and kind; null for a kind that is not built in. */
  public @Nullable TypeSchema ofKind(String apiVersion, String kind) {
    return byKind.get(new KindKey(apiVersion, kind));
  }

  /** What Kubernetes says of a field, given as type and field name: {@code core.v1.Pod.spec}. */
  public String describe(String field) {
    int dot = field.lastIndexOf('.');
    String type = field.substring(0, dot);
    String prefix = type.startsWith("meta.") ? "io.k8s.apimachinery.pkg.apis." : "io.k8s.api.";
    FieldSchema schema = type(prefix + type).field(field.substring(dot + 1));
    if (schema == null) {
      throw new IllegalArgumentException("No schema of field " + field);
    }
    return schema.description();
  }

  private void read(InputStream resource) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8));
    Map<String, List<TypeSchema.Kind>> kinds = new HashMap<>();
    Map<String, String> texts = new HashMap<>();
    Map<String, FieldSchema> fields = new LinkedHashMap<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] part = line.split("\t", -1);
      switch (part[0]) {
        case "K" ->
            kinds
                .computeIfAbsent(part[4], t -> new ArrayList<>())
                .add(new TypeSchema.Kind(part[1], part[2], part[3]));
        case "T" -> {
          fields = new LinkedHashMap<>();
          TypeSchema type =
              new TypeSchema(
                  part[1],
                  List.copyOf(kinds.getOrDefault(part[1], List.of())),
                  part[2].startsWith("map=") ? part[2].substring(4) : null,
                  fields,
                  unescaped(part[3], texts));
          types.put(type.name(), type);
          type.kinds().forEach(k -> byKind.put(new KindKey(k.apiVersion(), k.kind()), type));
        }
        case "F" ->
            fields.put(
                part[1],
                new FieldSchema(
                    part[1], FieldType.parse(part[2]), part[3], unescaped(part[4], texts)));
        default -> throw new IOException("Unknown line: " + part[0]);
      }
    }
  }

  /** Many fields share a description, so equal ones become one string. */
  private static String unescaped(String text, Map<String, String> texts) {
    return texts.computeIfAbsent(text, t -> t.indexOf('\\') < 0 ? t : t.translateEscapes());
  }
}
