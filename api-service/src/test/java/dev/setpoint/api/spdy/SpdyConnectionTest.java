package dev.setpoint.api.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.api.upgrade.ByteSink;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.Inflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpdyConnectionTest {

  private final List<SpdyStream> streams = new ArrayList<>();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final SpdyDecoderTest.ClientFrames client = new SpdyDecoderTest.ClientFrames();
  private boolean gone;

  private final SpdyConnection connection =
      new SpdyConnection(
          new SpdyConnection.Streams() {
            @Override
            public void connected(SpdyConnection client) {}

            @Override
            public SpdyStream.Receiver opened(SpdyStream stream) {
              streams.add(stream);
              return (bytes, offset, length) -> stream.write(bytes, offset, length);
            }

            @Override
            public void gone() {
              gone = true;
            }
          });

  @BeforeEach
  void open() {
    connection.opened(
        new ByteSink() {
          @Override
          public void write(byte[] bytes, int offset, int length) {
            sent.write(bytes, offset, length);
          }

          @Override
          public void close() {}
        });
  }

  private void send(byte[] frame) throws Exception {
    connection.received(frame, 0, frame.length);
  }

  private String sent() {
    String hex = HexFormat.of().formatHex(sent.toByteArray());
    sent.reset();
    return hex;
  }

  @Test
  void repliesAreOneStreamOfZlib() throws Exception {
    send(client.open(1, Map.of("streamtype", "stdin")));
    send(client.open(3, Map.of("streamtype", "stdout")));
    ByteBuffer frames = ByteBuffer.wrap(sent.toByteArray());
    Inflater inflater = new Inflater();
    for (int id : new int[] {1, 3}) {
      assertThat(frames.getInt()).isEqualTo(0x80030002);
      byte[] block = new byte[frames.getInt() - 4];
      assertThat(frames.getInt()).isEqualTo(id);
      frames.get(block);
      inflater.setInput(block);
      byte[] plain = new byte[16];
      assertThat(inflater.inflate(plain)).isEqualTo(4);
      assertThat(plain).containsOnly(0);
    }
    assertThat(frames.hasRemaining()).isFalse();
    inflater.end();
  }

  @Test
  void dataGoesBothWaysAndEndsInHalves() throws Exception {
    send(client.open(1, Map.of()));
    sent();
    send(SpdyFrames.data(1, new byte[] {42}, 0, 1, true));
    assertThat(sent()).isEqualTo("00000001000000012a");
    streams.getFirst().write(new byte[] {43}, 0, 1);
    streams.getFirst().end();
    streams.getFirst().end();
    assertThat(sent()).isEqualTo("00000001000000012b" + "0000000101000000");
  }

  @Test
  void pingsOfTheClientAreEchoed() throws Exception {
    send(SpdyFrames.ping(5));
    send(SpdyFrames.ping(6));
    assertThat(sent()).isEqualTo("800300060000000400000005");
  }

  @Test
  void aStreamThatWasResetTakesNoMore() throws Exception {
    send(client.open(1, Map.of()));
    send(SpdyFrames.reset(1, 5));
    sent();
    streams.getFirst().write(new byte[] {1}, 0, 1);
    streams.getFirst().end();
    assertThat(sent()).isEmpty();
  }

  @Test
  void streamsBeyondTheLimitAreRefusedAndTheOthersGoOn() throws Exception {
    for (int i = 0; i < 1001; i++) {
      send(client.open(2 * i + 1, Map.of()));
    }
    assertThat(streams).hasSize(1000);
    assertThat(sent()).endsWith("8003000300000008000007d100000003");
    streams.getFirst().end();
    send(SpdyFrames.data(1, new byte[0], 0, 0, true));
    send(client.open(2003, Map.of()));
    assertThat(streams).hasSize(1001);
  }

  @Test
  void numbersOfStreamsOnlyGrowAndAreTheClients() throws Exception {
    send(client.open(3, Map.of()));
    assertThatThrownBy(() -> send(client.open(1, Map.of()))).isInstanceOf(SpdyViolation.class);
    assertThatThrownBy(() -> send(client.open(4, Map.of()))).isInstanceOf(SpdyViolation.class);
  }

  @Test
  void whoIsGoneIsToldNothing() throws Exception {
    send(client.open(1, Map.of()));
    connection.gone();
    assertThat(gone).isTrue();
    assertThatThrownBy(() -> send(client.open(3, Map.of()))).isInstanceOf(SpdyViolation.class);
  }
}
