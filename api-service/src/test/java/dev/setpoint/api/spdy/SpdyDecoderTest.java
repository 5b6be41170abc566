package dev.setpoint.api.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Adler32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class SpdyDecoderTest {

  private final Recorder seen = new Recorder();
  private final SpdyDecoder decoder = new SpdyDecoder(seen);
  private final ClientFrames client = new ClientFrames();

  @Test
  void theDictionaryIsTheOneOfTheDraft() {
    Adler32 sum = new Adler32();
    sum.update(HeaderDictionary.BYTES);
    assertThat(sum.getValue()).isEqualTo(0xe3c6a7c2L);
  }

  @Test
  void framesAreTheSameHoweverTheyAreCut() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(client.open(1, Map.of("streamtype", "stdin")));
    all.writeBytes(SpdyFrames.data(1, "hello".getBytes(StandardCharsets.UTF_8), 0, 5, false));
    all.writeBytes(SpdyFrames.ping(7));
    all.writeBytes(client.open(3, Map.of("streamtype", "error", "port", "80")));
    all.writeBytes(SpdyFrames.data(1, new byte[0], 0, 0, true));
    all.writeBytes(SpdyFrames.reset(3, 5));
    byte[] bytes = all.toByteArray();
    for (int piece : new int[] {1, 3, 8, bytes.length}) {
      Recorder recorder = new Recorder();
      try (SpdyDecoder each = new SpdyDecoder(recorder)) {
        for (int at = 0; at < bytes.length; at += piece) {
          each.feed(bytes, at, Math.min(piece, bytes.length - at));
        }
      }
      assertThat(recorder.text())
          .isEqualTo(
              "open 1 {streamtype=stdin};data 1 hello;ping 7;"
                  + "open 3 {port=80, streamtype=error};end 1;reset 3;");
    }
  }

  @Test
  void dataOfAnyLengthIsPassedOnAsItComes() throws IOException {
    decoder.feed(new byte[] {0, 0, 0, 1, 0, (byte) 0xff, (byte) 0xff, (byte) 0xff}, 0, 8);
    byte[] piece = new byte[64 * 1024];
    for (int i = 0; i < 255; i++) {
      decoder.feed(piece, 0, piece.length);
    }
    assertThat(seen.dataBytes).isEqualTo(255L * piece.length);
  }

  @Test
  void aHeaderBlockThatGrowsEndsTheConnection() {
    String bomb = "x".repeat(10_000_000);
    byte[] frame = client.open(1, Map.of("streamtype", bomb));
    assertThat(frame.length).isLessThan(12_000);
    assertThatThrownBy(() -> decoder.feed(frame, 0, frame.length))
        .isInstanceOf(SpdyViolation.class)
        .hasMessageContaining("longer than");
  }

  @Test
  void aLongControlFrameIsRefusedBeforeItIsRead() {
    byte[] head = {(byte) 0x80, 3, 0, 1, 0, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    assertThatThrownBy(() -> decoder.feed(head, 0, head.length)).isInstanceOf(SpdyViolation.class);
  }

  @Test
  void anotherVersionIsRefused() {
    byte[] head = {(byte) 0x80, 2, 0, 1, 0, 0, 0, 10};
    assertThatThrownBy(() -> decoder.feed(head, 0, head.length)).hasMessage("not SPDY/3");
  }

  @Test
  void settingsAndWindowsArePassedOver() throws IOException {
    byte[] window = {(byte) 0x80, 3, 0, 9, 0, 0, 0, 8, 0, 0, 0, 1, 0x7f, -1, -1, -1};
    decoder.feed(window, 0, window.length);
    decoder.feed(window, 0, window.length);
    byte[] settings = {(byte) 0x80, 3, 0, 4, 0, 0, 0, 4, 0, 0, 0, 0};
    decoder.feed(settings, 0, settings.length);
    assertThat(seen.text()).isEmpty();
  }

  @Test
  void garbageEndsInAViolationOrInNothing() throws IOException {
    Random random = new Random(20_260_101);
    for (int round = 0; round < 20_000; round++) {
      Recorder recorder = new Recorder();
      try (SpdyDecoder each = new SpdyDecoder(recorder)) {
        byte[] bytes = client(random);
        each.feed(bytes, 0, bytes.length);
      } catch (SpdyViolation expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
  }

  /** Frames of a real client with some bytes changed, so that garbage gets past the first one. */
  private static byte[] client(Random random) {
    ClientFrames frames = new ClientFrames();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 4; i++) {
      out.writeBytes(frames.open(2 * i + 1, Map.of("streamtype", "stdin", "port", "" + i)));
      out.writeBytes(SpdyFrames.data(2 * i + 1, new byte[i], 0, i, random.nextBoolean()));
      out.writeBytes(SpdyFrames.ping(2 * i + 1));
    }
    byte[] bytes = out.toByteArray();
    for (int i = random.nextInt(8); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** What a client sends. */
  static final class ClientFrames {
    private final Deflater deflater = new Deflater();

    ClientFrames() {
      deflater.setDictionary(HeaderDictionary.BYTES);
    }

    byte[] open(int id, Map<String, String> headers) {
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      plain.writeBytes(ByteBuffer.allocate(4).putInt(headers.size()).array());
      headers.forEach(
          (name, value) -> {
            for (String text : List.of(name, value)) {
              byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
              plain.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
              plain.writeBytes(bytes);
            }
          });
      deflater.setInput(plain.toByteArray());
      byte[] block = new byte[64 * 1024];
      int length = deflater.deflate(block, 0, block.length, Deflater.SYNC_FLUSH);
      return ByteBuffer.allocate(18 + length)
          .putInt(0x80030001)
          .putInt(10 + length)
          .putInt(id)
          .putInt(0)
          .putShort((short) 0)
          .put(block, 0, length)
          .array();
    }
  }

  private static final class Recorder implements SpdyDecoder.Handler {
    private final List<String> events = new ArrayList<>();
    private final StringBuilder data = new StringBuilder();
    private long dataBytes;

    String text() {
      flush();
      return String.join("", events);
    }

    private void flush() {
      if (!data.isEmpty()) {
        events.add("data 1 " + data + ";");
        data.setLength(0);
      }
    }

    @Override
    public void stream(int id, SpdyHeaders headers) {
      flush();
      events.add("open " + id + " " + new java.util.TreeMap<>(headers.values()) + ";");
    }

    @Override
    public void data(int id, byte[] bytes, int offset, int length) {
      dataBytes += length;
      if (length < 1000) {
        data.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
      }
    }

    @Override
    public void end(int id) {
      flush();
      events.add("end " + id + ";");
    }

    @Override
    public void reset(int id) {
      flush();
      events.add("reset " + id + ";");
    }

    @Override
    public void ping(int id) {
      flush();
      events.add("ping " + id + ";");
    }
  }
}
