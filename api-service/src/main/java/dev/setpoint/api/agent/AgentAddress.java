package dev.setpoint.api.agent;

import dev.setpoint.common.error.ApiException;
import java.net.InetAddress;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Where a node's agent listens, and which certificate it must show there. A Node without the
 * annotation is not called at all: nothing else ties the address to the agent.
 *
 * @param certificate SHA-256 of the DER form, in lower-case hexadecimal
 */
public record AgentAddress(String host, int port, String certificate) {

  public static final String ANNOTATION = "node.setpoint.dev/serving-cert-sha256";

  public static AgentAddress of(JsonNode node) {
    String name = node.at("/metadata/name").asString("");
    String pin =
        node.path("metadata")
            .path("annotations")
            .path(ANNOTATION)
            .asString("")
            .replace(":", "")
            .toLowerCase(Locale.ROOT);
    if (!pin.matches("[0-9a-f]{64}")) {
      throw ApiException.internal(
          "node " + name + " has not published its serving certificate yet");
    }
    int port = node.at("/status/daemonEndpoints/kubeletEndpoint/Port").asInt(0);
    if (port < 1 || port > 65535) {
      throw ApiException.internal("node " + name + " has not published its agent's port yet");
    }
    return new AgentAddress(host(node, name), port, pin);
  }

  public String url() {
    return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** A literal address only, so that no name service has a say in where streams come from. */
  private static String host(JsonNode node, String name) {
    for (JsonNode address : node.path("status").path("addresses")) {
      if (address.path("type").asString("").equals("InternalIP")) {
        try {
          return InetAddress.ofLiteral(address.path("address").asString("")).getHostAddress();
        } catch (IllegalArgumentException e) {
          throw ApiException.internal("node " + name + " has an InternalIP that is no address");
        }
      }
    }
    throw ApiException.internal("node " + name + " has no InternalIP");
  }
}
