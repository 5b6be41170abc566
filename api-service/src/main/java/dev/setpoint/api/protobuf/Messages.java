package dev.setpoint.api.protobuf;

import dev.setpoint.api.schema.FieldType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The protobuf messages of the built-in types, from the resource that the build generates. */
@Component
public final class Messages {

  private static final String RESOURCE = "messages.tsv.gz";

  /**
   * One field of a message.
   *
   * @param name in JSON; "-" for a message whose fields stand in the object around it
   */
  record Field(String name, FieldType type) {
    boolean isInlined() {
      return name.equals("-");
    }
  }

  private final Map<String, Map<Integer, Field>> messages = new HashMap<>();

  public Messages() {
    try (InputStream in =
            Objects.requireNonNull(Messages.class.getResourceAsStream(RESOURCE), RESOURCE);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      Map<Integer, Field> fields = new HashMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] part = line.split("\t", -1);
        if (part[0].equals("M")) {
          fields = new HashMap<>();
          messages.put(part[1], fields);
        } else {
          fields.put(Integer.valueOf(part[0]), new Field(part[1], FieldType.parse(part[2])));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + RESOURCE, e);
    }
  }

  /** By the type's name in OpenAPI; null for a type that has no message. */
  @Nullable Map<Integer, Field> fields(String type) {
    return messages.get(type);
  }
}
