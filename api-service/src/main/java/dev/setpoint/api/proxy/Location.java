package dev.setpoint.api.proxy;

import dev.setpoint.api.agent.AgentAddress;
import dev.setpoint.api.agent.PodTarget;

/** Where a proxied request goes. */
sealed interface Location {

  /** A Pod's address, as its node sees it; the node knows it better than any status. */
  record OfPod(PodTarget pod, AgentAddress agent, String ip, int port, boolean secure)
      implements Location {}

  /** The agent itself, over mutual TLS. */
  record OfAgent(AgentAddress agent) implements Location {}

  /** Another port of a node. */
  record OfNode(String ip, int port, boolean secure) implements Location {}
}
