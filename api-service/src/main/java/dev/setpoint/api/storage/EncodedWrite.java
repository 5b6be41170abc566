package dev.setpoint.api.storage;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * A write whose object is serialised already, by its own caller, so that under the revision lock
 * only the number remains to be spliced in.
 */
final class EncodedWrite {

  /** Unguessable, so that no client can plant it elsewhere in an object. */
  private static final String MARK = "rv-" + UUID.randomUUID();

  private static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.US_ASCII);

  private final Write write;
  private final String uid;
  private final byte[] json;
  private final int markAt;

  private EncodedWrite(Write write, String uid, byte[] json, int markAt) {
    this.write = write;
    this.uid = uid;
    this.json = json;
    this.markAt = markAt;
  }

  static EncodedWrite of(Write write) {
    return of(write, null);
  }

  /** Null for an object that is stored as it is. */
  static EncodedWrite of(Write write, @Nullable BodySeal seal) {
    ObjectNode metadata = write.object().withObjectProperty("metadata");
    metadata.put("resourceVersion", MARK);
    byte[] json;
    try {
      json =
          KubeJson.write(
              seal == null ? write.object() : seal.seal(write.type(), write.key(), write.object()));
    } catch (JacksonException e) {
      throw ApiException.badRequest("the object can't be encoded: " + e.getOriginalMessage());
    }
    return new EncodedWrite(write, metadata.path("uid").asString(""), json, find(json));
  }

  private static int find(byte[] json) {
    for (int at = 0; at <= json.length - MARK_BYTES.length; at++) {
      int matched = 0;
      while (matched < MARK_BYTES.length && json[at + matched] == MARK_BYTES[matched]) {
        matched++;
      }
      if (matched == MARK_BYTES.length) {
        return at;
      }
    }
    throw new IllegalStateException("the encoder lost metadata.resourceVersion");
  }

  Write write() {
    return write;
  }

  ResourceKey key() {
    return new ResourceKey(write.type().qualifiedName(), write.key());
  }

  String uid() {
    return uid;
  }

  int size() {
    return json.length;
  }

  /** The whole object with this revision as its metadata.resourceVersion. */
  byte[] at(long revision) {
    byte[] digits = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
    int tailAt = markAt + MARK_BYTES.length;
    byte[] whole = new byte[json.length - MARK_BYTES.length + digits.length];
    System.arraycopy(json, 0, whole, 0, markAt);
    System.arraycopy(digits, 0, whole, markAt, digits.length);
    System.arraycopy(json, tailAt, whole, markAt + digits.length, json.length - tailAt);
    return whole;
  }

  /** A key across all kinds. */
  record ResourceKey(String type, ObjectKey key) {}
}
