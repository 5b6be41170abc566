package dev.setpoint.agent.server;

import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.sync.PodWorkers;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens the agent's server with all its routes. */
public final class ServerFactory {

  private ServerFactory() {}

  public static AgentServer open(
      String address,
      int port,
      ServingCertificate certificate,
      Path clientCa,
      Supplier<@Nullable PodWorkers> workers,
      ContainerRuntime runtime,
      Clock clock)
      throws IOException, GeneralSecurityException {
    return AgentServer.open(
        address, port, certificate, clientCa, new LogsHandler(workers, runtime, clock));
  }
}
