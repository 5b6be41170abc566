package dev.setpoint.api.upgrade;

import java.io.IOException;

/**
 * What is done with a client's WebSocket messages, which may come in parts. The calls come one at a
 * time; one that blocks slows the client down, and one that throws ends the connection.
 */
public interface MessageSession {

  /**
   * The connection is open.
   *
   * @param protocol the subprotocol agreed on; empty for none
   */
  void opened(WebSocketClient client, String protocol) throws IOException;

  /** The bytes are valid during the call; text comes as UTF-8. */
  void received(byte[] bytes, int offset, int length, boolean last) throws IOException;

  /** The client has gone; called at least once, from any thread. */
  void gone();
}
