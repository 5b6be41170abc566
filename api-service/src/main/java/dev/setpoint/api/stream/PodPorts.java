package dev.setpoint.api.stream;

import dev.setpoint.api.agent.AgentAddress;
import dev.setpoint.api.agent.AgentConnection;
import dev.setpoint.api.agent.AgentRefusal;
import dev.setpoint.api.agent.Agents;
import dev.setpoint.api.agent.PodTarget;
import java.io.IOException;

/** Connections to the ports of one Pod. */
record PodPorts(Agents agents, AgentAddress agent, PodTarget target) {

  AgentConnection connect(int port) throws AgentRefusal {
    String path = target.path("portForward", String.valueOf(port)) + "?uid=" + target.uid();
    try {
      return agents.upgrade(agent, path);
    } catch (IOException e) {
      throw new AgentRefusal(502, "error dialing backend: " + e.getMessage());
    }
  }

  /** In kubelet's words. */
  String failure(int port, String why) {
    return "error forwarding port "
        + port
        + " to pod "
        + target.pod()
        + ", uid "
        + target.uid()
        + ": "
        + why;
  }
}
