package dev.setpoint.api.publish;

import dev.setpoint.api.storage.Change;
import dev.setpoint.api.storage.Change.Op;
import dev.setpoint.common.resource.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Changes as Kafka records. The value is one JSON object for everyone; a header tells where in it
 * the object lies, so that the watch cache need not parse it.
 */
public final class ChangeRecords {

  private static final String HEADER = "setpoint";

  private ChangeRecords() {}

  /** A change as read back, without the old state. */
  public record Decoded(long revision, Op op, ObjectKey key, byte[] body) {}

  static ProducerRecord<byte[], byte[]> encode(Change change) {
    byte[] prefix =
        ascii(
            "{\"type\":\"" + change.op() + "\",\"revision\":" + change.revision() + ",\"object\":");
    byte[] between = change.oldBody() == null ? new byte[0] : ascii(",\"oldObject\":");
    byte[] old = change.oldBody() == null ? new byte[0] : change.oldBody();
    ByteBuffer value =
        ByteBuffer.allocate(prefix.length + change.body().length + between.length + old.length + 1);
    value.put(prefix).put(change.body()).put(between).put(old).put((byte) '}');
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + 1 + 2 * Integer.BYTES);
    header.putLong(change.revision()).put((byte) change.op().ordinal());
    header.putInt(prefix.length).putInt(prefix.length + change.body().length);
    return new ProducerRecord<>(
        Topics.of(change.type()),
        0,
        change.key().toString().getBytes(StandardCharsets.UTF_8),
        value.array(),
        List.of(new RecordHeader(HEADER, header.array())));
  }

  public static Decoded decode(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(HEADER);
    if (header == null) {
      throw new IllegalArgumentException(
          "not a record of the relay: " + record.topic() + " at " + record.offset());
    }
    ByteBuffer fields = ByteBuffer.wrap(header.value());
    long revision = fields.getLong();
    Op op = Op.values()[fields.get()];
    byte[] body = Arrays.copyOfRange(record.value(), fields.getInt(), fields.getInt());
    ObjectKey key = ObjectKey.parse(new String(record.key(), StandardCharsets.UTF_8));
    return new Decoded(revision, op, key, body);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
