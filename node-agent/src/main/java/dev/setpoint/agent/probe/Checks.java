package dev.setpoint.agent.probe;

import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ExecResult;
import dev.setpoint.agent.runtime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

/** Carries out one probe, whatever its kind. */
final class Checks {

  private final ContainerRuntime runtime;

  Checks(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  /** Engine trouble says nothing about the container and is thrown. */
  Outcome run(Probe probe, Container container, String containerId, String podIp) {
    Duration limit =
        Duration.ofSeconds(probe.getTimeoutSeconds() == null ? 1 : probe.getTimeoutSeconds());
    if (probe.getExec() != null) {
      return exec(containerId, probe.getExec().getCommand(), limit);
    }
    if (probe.getHttpGet() != null) {
      Integer port = Ports.resolve(probe.getHttpGet().getPort(), container);
      return port == null
          ? Outcome.failed("couldn't find port: " + probe.getHttpGet().getPort().getValue())
          : HttpCheck.get(probe.getHttpGet(), podIp, port, limit);
    }
    if (probe.getTcpSocket() != null) {
      Integer port = Ports.resolve(probe.getTcpSocket().getPort(), container);
      if (port == null) {
        return Outcome.failed("couldn't find port: " + probe.getTcpSocket().getPort().getValue());
      }
      String host = probe.getTcpSocket().getHost();
      return tcp(host == null || host.isEmpty() ? podIp : host, port, limit);
    }
    return Outcome.failed("missing probe handler");
  }

  private Outcome exec(String containerId, List<String> command, Duration limit) {
    try {
      ExecResult result = runtime.exec(containerId, command, limit);
      return result.exitCode() == 0 ? Outcome.ok() : Outcome.failed(result.output());
    } catch (RuntimeFailure e) {
      if (e.kind() == RuntimeFailure.Kind.TIMEOUT) {
        return Outcome.failed(
            "command timed out: \""
                + String.join(" ", command)
                + "\" timed out after "
                + limit.toSeconds()
                + "s");
      }
      throw e;
    }
  }

  private static Outcome tcp(String host, int port, Duration limit) {
    String address = host + ":" + port;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) limit.toMillis());
      return Outcome.ok();
    } catch (SocketTimeoutException e) {
      return Outcome.failed("dial tcp " + address + ": i/o timeout");
    } catch (ConnectException e) {
      return Outcome.failed("dial tcp " + address + ": connect: connection refused");
    } catch (IOException e) {
      return Outcome.failed("dial tcp " + address + ": " + e.getMessage());
    }
  }
}
