package dev.setpoint.common.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelStreamTest {

  private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
  private final ChannelWriter writer = new ChannelWriter(wire);

  private ChannelReader reader() {
    return new ChannelReader(new ByteArrayInputStream(wire.toByteArray()));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    byte[] long_ = new byte[200_000];
    new Random(1).nextBytes(long_);
    writer.write(Channel.STDIN, new byte[] {1, 2});
    writer.write(Channel.STDERR, long_);
    writer.write(Channel.STDOUT, new byte[0]);
    writer.close(Channel.STDIN);
    ChannelReader reader = reader();
    assertThat(reader.next().data()).containsExactly(1, 2);
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    ChannelFrame frame = reader.next();
    while (frame.channel() == Channel.STDERR) {
      assertThat(frame.data()).hasSizeLessThanOrEqualTo(ChannelReader.LONGEST);
      parts.writeBytes(frame.data());
      frame = reader.next();
    }
    assertThat(parts.toByteArray()).isEqualTo(long_);
    assertThat(frame.data()).isEmpty();
    ChannelFrame close = reader.next();
    assertThat(close.channel()).isEqualTo(Channel.CLOSE);
    assertThat(close.data()).containsExactly(Channel.STDIN);
    assertThat(reader.next()).isNull();
  }

  @Test
  void aLongMessageIsRefusedBeforeItIsRead() {
    wire.writeBytes(new byte[] {0, 0x7f, -1, -1, -1});
    assertThatThrownBy(() -> reader().next()).hasMessageContaining("2147483647 bytes");
    wire.reset();
    wire.writeBytes(new byte[] {0, -1, -1, -1, -1});
    assertThatThrownBy(() -> reader().next()).hasMessageContaining("4294967295 bytes");
  }

  @Test
  void aMessageCutShortIsNoEnd() {
    wire.writeBytes(new byte[] {0, 0, 0, 0, 5, 1, 2});
    assertThatThrownBy(() -> reader().next()).isInstanceOf(EOFException.class);
  }
}
