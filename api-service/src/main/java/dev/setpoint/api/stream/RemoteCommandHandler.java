package dev.setpoint.api.stream;

import dev.setpoint.api.agent.AgentAddress;
import dev.setpoint.api.agent.AgentConnection;
import dev.setpoint.api.agent.AgentRefusal;
import dev.setpoint.api.agent.Agents;
import dev.setpoint.api.agent.PodTarget;
import dev.setpoint.api.openapi.DocumentedSubresource;
import dev.setpoint.api.openapi.QueryParameter;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.LongRequests;
import dev.setpoint.api.rest.StatusResponse;
import dev.setpoint.api.rest.SubresourceHandler;
import dev.setpoint.api.spdy.SpdyConnection;
import dev.setpoint.api.upgrade.MessageSession;
import dev.setpoint.api.upgrade.RawUpgrade;
import dev.setpoint.api.upgrade.StreamProtocols;
import dev.setpoint.api.upgrade.WebSocketClient;
import dev.setpoint.api.upgrade.WebSockets;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.stream.Channel;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** {@code pods/exec} and {@code pods/attach}, over SPDY and over WebSockets. */
@Component
final class RemoteCommandHandler implements SubresourceHandler, DocumentedSubresource {

  private final Agents agents;
  private final LongRequests requests;

  RemoteCommandHandler(Agents agents, LongRequests requests) {
    this.agents = agents;
    this.requests = requests;
  }

  @Override
  public boolean serves(ResourceType type, String subresource) {
    return type.equals(Agents.PODS) && (subresource.equals("exec") || subresource.equals("attach"));
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET", "POST");
  }

  @Override
  public boolean longRunning(Exchange exchange) {
    return true;
  }

  @Override
  public List<QueryParameter> parameters() {
    return CommandOptions.PARAMETERS;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    CommandOptions options = CommandOptions.of(exchange.query());
    PodTarget target = PodTarget.container(agents.pod(exchange), options.container());
    AgentAddress agent = agents.of(target);
    String path =
        target.path(exchange.info().subresource(), target.container())
            + options.toQuery(target.uid());
    if (WebSockets.isAskedFor(exchange.request())) {
      webSocket(exchange, agent, path, options);
    } else if (StreamProtocols.isSpdyAskedFor(exchange.request())) {
      spdy(exchange, agent, path, options);
    } else {
      throw ApiException.badRequest("Upgrade request required");
    }
  }

  private void spdy(Exchange exchange, AgentAddress agent, String path, CommandOptions options)
      throws IOException {
    String protocol =
        StreamProtocols.negotiate(exchange.request(), exchange.response(), SpdyCommand.PROTOCOLS);
    if (protocol == null) {
      return;
    }
    try {
      CommandBridge bridge = new CommandBridge(connect(agent, path), requests);
      RawUpgrade.open(
          exchange.request(),
          exchange.response(),
          "SPDY/3.1",
          new SpdyConnection(new SpdyCommand(bridge, options, protocol)));
    } catch (AgentRefusal e) {
      StreamProtocols.text(exchange.response(), e.code(), e.text());
    }
  }

  private void webSocket(Exchange exchange, AgentAddress agent, String path, CommandOptions options)
      throws IOException {
    String protocol;
    try {
      protocol =
          ChannelOutput.negotiate(WebSockets.offered(exchange.request()), ChannelCommand.PROTOCOLS);
    } catch (ChannelOutput.NoCommonProtocol e) {
      StreamProtocols.text(exchange.response(), 400, String.valueOf(e.getMessage()));
      return;
    }
    MessageSession session;
    try {
      CommandBridge bridge = new CommandBridge(connect(agent, path), requests);
      session = new ChannelCommand(bridge, options, protocol);
    } catch (AgentRefusal e) {
      if (!protocol.equals(ChannelCommand.V5)) {
        StreamProtocols.text(exchange.response(), e.code(), e.text());
        return;
      }
      session = new RefusedCommand(e.text());
    }
    WebSocketClient.open(exchange.request(), exchange.response(), protocol, session);
  }

  private AgentConnection connect(AgentAddress agent, String path) throws AgentRefusal {
    try {
      return agents.upgrade(agent, path);
    } catch (IOException e) {
      throw new ApiException(500, null, "error dialing backend: " + e.getMessage(), null);
    }
  }

  /** Clients of version 5 read why there is no command off the error channel. */
  private record RefusedCommand(String text) implements MessageSession {

    @Override
    public void opened(WebSocketClient client, String protocol) throws IOException {
      byte[] status =
          KubeJson.write(
              StatusResponse.tree(ApiException.internal("unable to upgrade connection: " + text)));
      new ChannelOutput(client, false).send(Channel.ERROR, status, 0, status.length);
      client.close();
    }

    @Override
    public void received(byte[] bytes, int offset, int length, boolean last) {}

    @Override
    public void gone() {}
  }
}
