package dev.setpoint.common.informer;

import dev.setpoint.common.json.KubeJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.node.ObjectNode;

/** The value of a record on a resource's topic, without the old object, which no cache needs. */
record Change(ChangeType type, long revision, ObjectNode object) {

  /** Throws IllegalArgumentException or JacksonException for anything but a whole change. */
  static Change parse(byte[] value) {
    @Nullable ChangeType type = null;
    long revision = 0;
    @Nullable ObjectNode object = null;
    try (JsonParser json = KubeJson.TREES.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "type" -> type = ChangeType.valueOf(json.getString());
          case "revision" -> revision = json.getLongValue();
          case "object" -> object = json.readValueAs(ObjectNode.class);
          default -> json.skipChildren();
        }
      }
    }
    if (type == null || object == null || revision <= 0) {
      throw new IllegalArgumentException("type, revision and object are required");
    }
    return new Change(type, revision, object);
  }
}
