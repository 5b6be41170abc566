package dev.setpoint.api.stream;

import dev.setpoint.api.upgrade.WebSocketClient;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Sends messages of the {@code channel.k8s.io} family, in the form that was agreed on. */
record ChannelOutput(WebSocketClient client, boolean base64) {

  private static final int LONGEST = 32 * 1024;

  /** The first of the client's protocols that is spoken; empty stands for a client without any. */
  static String negotiate(List<String> offered, List<String> spoken) throws NoCommonProtocol {
    if (offered.isEmpty() && spoken.contains("")) {
      return "";
    }
    for (String protocol : offered) {
      if (spoken.contains(protocol)) {
        return protocol;
      }
    }
    throw new NoCommonProtocol(offered, spoken);
  }

  /** Nothing that the client offers is spoken here. */
  static final class NoCommonProtocol extends Exception {
    NoCommonProtocol(List<String> offered, List<String> spoken) {
      super(
          "requested protocol(s) are not supported: ["
              + String.join(" ", offered)
              + "]; supports ["
              + String.join(" ", spoken)
              + "]");
    }
  }

  static boolean isBase64(String protocol) {
    return protocol.contains("base64");
  }

  /** Empty data is a message too: it tells the client that the channel is there. */
  void send(int channel, byte[] bytes, int offset, int length) throws IOException {
    int at = 0;
    do {
      int part = Math.min(length - at, LONGEST);
      message(channel, bytes, offset + at, part);
      at += part;
    } while (at < length);
  }

  private void message(int channel, byte[] bytes, int offset, int length) throws IOException {
    if (base64) {
      byte[] data = Arrays.copyOfRange(bytes, offset, offset + length);
      client.writeText((char) ('0' + channel) + Base64.getEncoder().encodeToString(data));
      return;
    }
    byte[] message = new byte[1 + length];
    message[0] = (byte) channel;
    System.arraycopy(bytes, offset, message, 1, length);
    client.write(message, 0, message.length);
  }
}
