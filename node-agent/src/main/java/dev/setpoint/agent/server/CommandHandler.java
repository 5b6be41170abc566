package dev.setpoint.agent.server;

import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ProcessStreams;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.runtime.StreamOptions;
import dev.setpoint.agent.sync.PodWorkers;
import dev.setpoint.common.stream.Channel;
import dev.setpoint.common.stream.ChannelFrame;
import dev.setpoint.common.stream.ChannelReader;
import dev.setpoint.common.stream.ChannelWriter;
import dev.setpoint.common.stream.Heartbeat;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /exec/NAMESPACE/POD/CONTAINER} and {@code /attach/…}: connects channels to a process.
 * The two directions block independently, so a slow reader slows the process and fills no memory.
 */
final class CommandHandler implements AgentServer.Handler {

  private static final Logger log = LoggerFactory.getLogger(CommandHandler.class);

  private final PodFinder pods;
  private final ContainerRuntime runtime;

  CommandHandler(PodFinder pods, ContainerRuntime runtime) {
    this.pods = pods;
    this.runtime = runtime;
  }

  @Override
  public void handle(Request request, Exchange exchange) throws IOException {
    PodWorkers.KnownPod pod = pods.find(request, exchange);
    if (pod == null) {
      return;
    }
    boolean exec = request.path().getFirst().equals("exec");
    String name = request.path().get(3);
    String id = LogTarget.running(pod.status(), name);
    Container container = PodContainers.byName(pod.pod(), name);
    if (id == null || container == null) {
      exchange.text(500, notFound(exec, name, pod.pod()));
      return;
    }
    boolean tty = exec ? request.flag("tty") : Boolean.TRUE.equals(container.getTty());
    StreamOptions options =
        new StreamOptions(
            request.flag("input"), request.flag("output"), request.flag("error") && !tty, tty);
    if (!options.stdin() && !options.stdout() && !options.stderr()) {
      exchange.text(400, "you must specify at least 1 of stdin, stdout, stderr");
      return;
    }
    ProcessStreams process;
    try {
      List<String> command = request.all("command");
      process = exec ? runtime.exec(id, command, options) : runtime.attach(id, options);
    } catch (RuntimeFailure e) {
      exchange.text(500, e.message());
      return;
    }
    try (process) {
      // The end of one client's input is that of the process's only if it wants just one client;
      // to the engine a half-closed connection would be the end of the output, too.
      boolean ends = exec || Boolean.TRUE.equals(container.getStdinOnce());
      connect(process, exec, ends, exchange);
    }
  }

  private static String notFound(boolean exec, String container, Pod pod) {
    return exec
        ? "container not found (\"" + container + "\")"
        : "container "
            + container
            + " not found in pod "
            + pod.getMetadata().getName()
            + "_"
            + pod.getMetadata().getNamespace();
  }

  private static void connect(ProcessStreams process, boolean exec, boolean ends, Exchange exchange)
      throws IOException {
    ChannelWriter out = exchange.upgrade();
    Thread.ofVirtual()
        .name(exec ? "exec-input" : "attach-input")
        .start(
            () -> {
              // Whatever ends the input ends the process's connection: the client has gone.
              try (process) {
                feed(new ChannelReader(exchange.in()), process, ends);
              } catch (IOException e) {
                log.debug("A client's input broke off: {}", e.getMessage());
              }
            });
    ProcessStreams.Output output;
    try (Heartbeat _ = Exchange.heartbeat(out, process::close)) {
      while ((output = process.next()) != null) {
        out.write(
            output.stderr() ? Channel.STDERR : Channel.STDOUT, output.bytes(), 0, output.length());
      }
      out.write(Channel.ERROR, CommandStatus.of(process.exit(), exec));
    } catch (RuntimeFailure e) {
      out.write(Channel.ERROR, CommandStatus.failed(e.message(), exec));
    }
  }

  /** A process that has ended takes no more input, but its output is still to be told. */
  private static boolean written(byte[] data, ProcessStreams process) {
    try {
      process.write(data, 0, data.length);
      return true;
    } catch (IOException e) {
      log.debug("A process takes no more input: {}", e.getMessage());
      return false;
    }
  }

  private static void feed(ChannelReader in, ProcessStreams process, boolean ends)
      throws IOException {
    TerminalSizes sizes = new TerminalSizes();
    boolean reads = true;
    ChannelFrame frame;
    while ((frame = in.next()) != null) {
      switch (frame.channel()) {
        case Channel.STDIN -> reads = reads && written(frame.data(), process);
        case Channel.RESIZE -> {
          TerminalSizes.@Nullable Size size = sizes.latest(frame.data());
          if (size != null) {
            process.resize(size.width(), size.height());
          }
        }
        case Channel.CLOSE -> {
          if (reads && ends && frame.data().length == 1 && frame.data()[0] == Channel.STDIN) {
            process.endInput();
          }
        }
        default -> log.debug("Input on channel {}", frame.channel());
      }
    }
  }
}
