package dev.setpoint.api.protobuf;

import dev.setpoint.api.schema.Schemas;
import dev.setpoint.api.schema.TypeSchema;
import dev.setpoint.common.json.KubeJson;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Opens the envelope of a protobuf body and reads the message in it. */
@Component
public final class ProtobufBody {

  private static final byte[] PREFIX = {'k', '8', 's', 0};
  private static final int TYPE_META = 1 << 3 | WireReader.BYTES;
  private static final int RAW = 2 << 3 | WireReader.BYTES;

  private final Schemas schemas;
  private final Messages messages;

  public ProtobufBody(Schemas schemas, Messages messages) {
    this.schemas = schemas;
    this.messages = messages;
  }

  /**
   * What an envelope says.
   *
   * @param apiVersion empty when not said
   * @param kind empty when not said
   */
  public record Envelope(String apiVersion, String kind, byte[] message) {}

  /** Thrown with Kubernetes' words on a body that cannot be read. */
  public static final class Unreadable extends Exception {
    Unreadable(String message) {
      super(message, null, false, false);
    }

    public String message() {
      return String.valueOf(getMessage());
    }
  }

  public static Envelope open(byte[] body) throws Unreadable {
    if (body.length == 0) {
      throw new Unreadable("empty data");
    }
    if (body.length < PREFIX.length
        || !Arrays.equals(body, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
      throw new Unreadable(
          "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    }
    if (body.length == PREFIX.length) {
      throw new Unreadable("empty body");
    }
    String[] type = {"", ""};
    byte[] message = {};
    WireReader in = new WireReader(body, PREFIX.length, body.length);
    try {
      while (in.hasMore()) {
        long tag = in.varint();
        if (tag == TYPE_META) {
          readType(in.part(), type);
        } else if (tag == RAW) {
          message = in.bytes();
        } else if ((tag & 7) == WireReader.END_GROUP) {
          throw new MalformedMessage("proto: Unknown: wiretype end group for non-group");
        } else if (tag >>> 3 == 0) {
          throw new MalformedMessage("proto: Unknown: illegal tag 0 (wire type " + tag + ")");
        } else {
          in.skip((int) (tag & 7));
        }
      }
    } catch (MalformedMessage e) {
      throw new Unreadable(String.valueOf(e.getMessage()));
    }
    return new Envelope(type[0], type[1], message);
  }

  private static void readType(WireReader in, String[] type) throws MalformedMessage {
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3 | WireReader.BYTES)) {
        type[0] = in.text();
      } else if (tag == (2 << 3 | WireReader.BYTES)) {
        type[1] = in.text();
      } else {
        in.skip((int) (tag & 7));
      }
    }
  }

  /** The schema of a kind that has a message; null for any other. */
  public @Nullable TypeSchema schema(String apiVersion, String kind) {
    TypeSchema type = schemas.ofKind(apiVersion, kind);
    return type == null || messages.fields(type.name()) == null ? null : type;
  }

  /** The tree of the message in an envelope, without apiVersion and kind. */
  public ObjectNode read(byte[] message, TypeSchema type) throws Unreadable {
    ObjectNode object = KubeJson.TREES.createObjectNode();
    try {
      new MessageReader(messages)
          .read(new WireReader(message, 0, message.length), type.name(), object);
    } catch (MalformedMessage e) {
      throw new Unreadable(String.valueOf(e.getMessage()));
    }
    return object;
  }
}
