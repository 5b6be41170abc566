package dev.setpoint.api.stream;

import dev.setpoint.api.agent.Agents;
import dev.setpoint.api.agent.PodTarget;
import dev.setpoint.api.openapi.DocumentedSubresource;
import dev.setpoint.api.openapi.QueryParameter;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.SubresourceHandler;
import dev.setpoint.api.spdy.SpdyConnection;
import dev.setpoint.api.upgrade.ByteSession;
import dev.setpoint.api.upgrade.MessageSession;
import dev.setpoint.api.upgrade.RawUpgrade;
import dev.setpoint.api.upgrade.StreamProtocols;
import dev.setpoint.api.upgrade.WebSocketClient;
import dev.setpoint.api.upgrade.WebSockets;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** {@code pods/portforward}, over SPDY, SPDY inside WebSockets, and WebSockets with channels. */
@Component
final class PortForwardHandler implements SubresourceHandler, DocumentedSubresource {

  private static final String TUNNEL = "SPDY/3.1+" + SpdyForward.PROTOCOL;

  private final Agents agents;

  PortForwardHandler(Agents agents) {
    this.agents = agents;
  }

  @Override
  public boolean serves(ResourceType type, String subresource) {
    return type.equals(Agents.PODS) && subresource.equals("portforward");
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
    return List.of(
        new QueryParameter("ports", "integer", "The ports; for WebSockets with channels alone."));
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    PodTarget target = PodTarget.pod(agents.pod(exchange));
    PodPorts ports = new PodPorts(agents, agents.of(target), target);
    if (WebSockets.isAskedFor(exchange.request())) {
      webSocket(exchange, ports);
    } else if (StreamProtocols.isSpdyAskedFor(exchange.request())) {
      String protocol =
          StreamProtocols.negotiate(
              exchange.request(), exchange.response(), List.of(SpdyForward.PROTOCOL));
      if (protocol != null) {
        RawUpgrade.open(
            exchange.request(),
            exchange.response(),
            "SPDY/3.1",
            new SpdyConnection(new SpdyForward(ports)));
      }
    } else {
      throw ApiException.badRequest("Upgrade request required");
    }
  }

  private static void webSocket(Exchange exchange, PodPorts ports) throws IOException {
    List<String> offered = WebSockets.offered(exchange.request());
    MessageSession session;
    String protocol;
    if (offered.contains(TUNNEL)) {
      protocol = TUNNEL;
      session = new Tunnel(new SpdyConnection(new SpdyForward(ports)));
    } else {
      try {
        protocol = ChannelOutput.negotiate(offered, ChannelForward.PROTOCOLS);
      } catch (ChannelOutput.NoCommonProtocol e) {
        StreamProtocols.text(exchange.response(), 400, String.valueOf(e.getMessage()));
        return;
      }
      ForwardPorts wanted = ForwardPorts.of(exchange.query().all("ports"));
      session = new ChannelForward(ports, wanted, protocol);
    }
    WebSocketClient.open(exchange.request(), exchange.response(), protocol, session);
  }

  /** SPDY's bytes in binary messages, cut anyhow. */
  private record Tunnel(ByteSession inner) implements MessageSession {

    @Override
    public void opened(WebSocketClient client, String protocol) throws IOException {
      inner.opened(client);
    }

    @Override
    public void received(byte[] bytes, int offset, int length, boolean last) throws IOException {
      inner.received(bytes, offset, length);
    }

    @Override
    public void gone() {
      inner.gone();
    }
  }
}
