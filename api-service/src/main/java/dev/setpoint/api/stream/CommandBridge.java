package dev.setpoint.api.stream;

import dev.setpoint.api.agent.AgentConnection;
import dev.setpoint.api.rest.LongRequests;
import dev.setpoint.api.rest.StatusResponse;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.stream.Channel;
import dev.setpoint.common.stream.ChannelFrame;
import dev.setpoint.common.stream.ChannelReader;
import dev.setpoint.common.stream.ChannelWriter;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins a client with the agent that has its process. Output is carried by a thread of its own,
 * input by the client's; both block while the other side is slow, so nothing is queued.
 */
final class CommandBridge {

  private static final Logger log = LoggerFactory.getLogger(CommandBridge.class);

  private final AgentConnection agent;
  private final ChannelWriter input;
  private final LongRequests requests;

  CommandBridge(AgentConnection agent, LongRequests requests) {
    this.agent = agent;
    this.input = agent.writer();
    this.requests = requests;
  }

  /** Begins to carry output. */
  void start(CommandClient client) {
    Thread.ofVirtual().name("command-output").start(() -> carry(client));
  }

  private void carry(CommandClient client) {
    try (agent;
        LongRequests.Running running = requests.enter()) {
      if (client.ready() && !running.isStopping()) {
        client.finish(output(client));
      }
    } catch (IOException e) {
      log.debug("A remote command's client has gone: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.close();
    }
  }

  /** Returns the Status at the end; a process that is lost has not succeeded. */
  private byte[] output(CommandClient client) throws IOException {
    ChannelReader output = agent.reader();
    while (true) {
      ChannelFrame frame;
      try {
        frame = output.next();
      } catch (IOException e) {
        log.debug("An agent has gone: {}", e.getMessage());
        frame = null;
      }
      if (frame == null) {
        return KubeJson.write(
            StatusResponse.tree(ApiException.internal("the connection to the node was lost")));
      }
      if (frame.channel() == Channel.ERROR) {
        return frame.data();
      }
      if (frame.data().length > 0) { // an empty one is the agent's heartbeat
        client.write(frame.channel(), frame.data());
      }
    }
  }

  /**
   * From the client; blocks while the process does not read. What comes too late is dropped: how it
   * all ended is for the output to tell.
   */
  void input(int channel, byte[] bytes, int offset, int length) {
    try {
      if (length > 0) {
        input.write(channel, bytes, offset, length);
      }
    } catch (IOException e) {
      log.debug("Input after the end: {}", e.getMessage());
    }
  }

  void endOfInput(int channel) {
    try {
      input.close(channel);
    } catch (IOException e) {
      log.debug("Input ends after the end: {}", e.getMessage());
    }
  }

  void clientGone() {
    agent.close();
  }
}
