package dev.setpoint.agent.server;

import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.sync.PodWorkers;
import dev.setpoint.agent.usage.UsageSampler;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Map;
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
      String nodeName,
      Supplier<@Nullable PodWorkers> workers,
      Supplier<@Nullable UsageSampler> usage,
      ContainerRuntime runtime,
      Clock clock)
      throws IOException, GeneralSecurityException {
    PodFinder pods = new PodFinder(workers);
    AgentServer.Handler commands = new CommandHandler(pods, runtime);
    AgentServer.Handler ports = new PortHandler(pods, runtime);
    Map<String, AgentServer.Handler> routes =
        Map.of(
            "healthz",
            (request, exchange) -> exchange.text(200, "ok"),
            "pods",
            new PodsHandler(workers),
            "containerLogs",
            new LogsHandler(workers, runtime, clock),
            "exec",
            commands,
            "attach",
            commands,
            "portForward",
            ports,
            "dial",
            ports,
            "stats",
            new StatsHandler(nodeName, usage));
    return AgentServer.open(
        address,
        port,
        certificate,
        clientCa,
        (request, exchange) -> {
          String first = request.path().isEmpty() ? "" : request.path().getFirst();
          AgentServer.Handler handler = routes.get(first);
          if (handler == null) {
            exchange.text(404, "404 page not found");
          } else {
            handler.handle(request, exchange);
          }
        });
  }
}
