package dev.setpoint.agent.runtime.docker;

import com.github.dockerjava.api.command.InspectExecResponse;
import dev.setpoint.agent.runtime.ExitState;
import dev.setpoint.agent.runtime.ProcessStreams;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.runtime.StreamOptions;
import dev.setpoint.common.json.KubeJson;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Connects to processes in containers, over connections that the engine hands over to us. */
final class DockerHijacks {

  private static final Logger log = LoggerFactory.getLogger(DockerHijacks.class);

  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private final DockerClients clients;
  private final DockerCalls calls;

  DockerHijacks(DockerClients clients, DockerCalls calls) {
    this.clients = clients;
    this.calls = calls;
  }

  ProcessStreams exec(String id, List<String> command, StreamOptions options) {
    String execId =
        calls.call(
            "exec_create",
            client ->
                client
                    .execCreateCmd(id)
                    .withAttachStdin(options.stdin())
                    .withAttachStdout(options.stdout())
                    .withAttachStderr(options.stderr())
                    .withTty(options.tty())
                    .withCmd(command.toArray(String[]::new))
                    .exec()
                    .getId());
    ObjectNode body = KubeJson.TREES.createObjectNode();
    body.put("Detach", false).put("Tty", options.tty());
    return open(
        "exec_start",
        "/exec/" + execId + "/start",
        KubeJson.write(body),
        options,
        (width, height) ->
            calls.run("exec_resize", c -> c.resizeExecCmd(execId).withSize(height, width).exec()),
        words -> exit(execId, words));
  }

  ProcessStreams attach(String id, StreamOptions options) {
    String query =
        "?stream=1&stdin="
            + options.stdin()
            + "&stdout="
            + options.stdout()
            + "&stderr="
            + options.stderr();
    return open(
        "attach",
        "/containers/" + id + "/attach" + query,
        new byte[0],
        options,
        (width, height) ->
            calls.run("resize", c -> c.resizeContainerCmd(id).withSize(height, width).exec()),
        words -> new ExitState.Detached());
  }

  private ProcessStreams open(
      String what,
      String path,
      byte[] body,
      StreamOptions options,
      BiConsumer<Integer, Integer> resize,
      Function<String, ExitState> exit) {
    return calls.timed(
        what,
        () -> {
          EngineConnection connection = clients.connect();
          try {
            String versioned = clients.pathPrefix() + path;
            Deadline.within(
                START_LIMIT,
                what,
                () -> {
                  connection.upgrade(versioned, body);
                  return Boolean.TRUE;
                });
          } catch (Exception e) {
            connection.close();
            throw e;
          }
          return new HijackedStreams(
              connection,
              options,
              (width, height) -> {
                try {
                  resize.accept(width, height);
                } catch (RuntimeFailure e) {
                  log.debug("A terminal was not resized: {}", e.message()); // it has ended
                }
              },
              exit);
        });
  }

  /**
   * How the command ended.
   *
   * @param words what the engine has written where output would be; empty if that was output
   */
  private ExitState exit(String execId, String words) {
    InspectExecResponse exec = calls.call("exec_inspect", c -> c.inspectExecCmd(execId).exec());
    if (Boolean.TRUE.equals(exec.isRunning())) {
      return new ExitState.Detached();
    }
    Long code = exec.getExitCodeLong();
    Long pid = exec.getPidLong();
    return (pid == null || pid == 0) && !words.isEmpty()
        ? new ExitState.NotStarted(words)
        : new ExitState.Exited(code == null ? 0 : code.intValue());
  }
}
