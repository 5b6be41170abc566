package dev.setpoint.agent.runtime.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import dev.setpoint.agent.runtime.ExecResult;
import dev.setpoint.agent.runtime.LogQuery;
import dev.setpoint.agent.runtime.LogStream;
import dev.setpoint.common.json.KubeJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Output of containers, read straight off the transport: docker-java guesses the framing from the
 * first byte and reuses its buffers, while we know whether there is a terminal and copy.
 */
final class DockerStreams {

  /** What kubelet keeps of a probe's output. */
  private static final int MAX_OUTPUT = 10 * 1024;

  private final DockerClients clients;
  private final DockerCalls calls;

  DockerStreams(DockerClients clients, DockerCalls calls) {
    this.clients = clients;
    this.calls = calls;
  }

  LogStream logs(String id, boolean tty, LogQuery query) {
    return calls.timed(
        "logs",
        () -> {
          String path =
              clients.pathPrefix()
                  + "/containers/"
                  + id
                  + "/logs?stdout=1&stderr=1&follow="
                  + query.follow()
                  + "&timestamps="
                  + query.timestamps()
                  + (query.tail() >= 0 ? "&tail=" + query.tail() : "")
                  + (query.since() == null ? "" : "&since=" + seconds(query.since()));
          DockerHttpClient.Response response =
              clients.streams().execute(request("GET", path, null));
          check(response);
          return tty ? new RawLog(response) : new FramedLog(response);
        });
  }

  private static String seconds(Instant at) {
    return String.format(java.util.Locale.ROOT, "%d.%09d", at.getEpochSecond(), at.getNano());
  }

  /** Runs a command without a terminal or input and waits for its end. */
  ExecResult exec(String id, List<String> command, Duration limit) {
    String execId =
        calls.call(
            "exec_create",
            client ->
                client
                    .execCreateCmd(id)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withCmd(command.toArray(String[]::new))
                    .exec()
                    .getId());
    String output =
        calls.timed("exec_start", () -> Deadline.within(limit, "exec", () -> runToEnd(execId)));
    Long exit = calls.call("exec_inspect", c -> c.inspectExecCmd(execId).exec().getExitCodeLong());
    return new ExecResult(exit == null ? 0 : exit.intValue(), output);
  }

  private String runToEnd(String execId) throws Exception {
    ObjectNode body = KubeJson.TREES.createObjectNode();
    body.put("Detach", false).put("Tty", false);
    try (DockerHttpClient.Response response =
        clients
            .streams()
            .execute(
                request(
                    "POST",
                    clients.pathPrefix() + "/exec/" + execId + "/start",
                    KubeJson.write(body)))) {
      check(response);
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      LogStream frames = new FramedLog(response);
      byte[] chunk;
      while ((chunk = frames.next()) != null) {
        int room = MAX_OUTPUT - output.size();
        output.write(chunk, 0, Math.min(room, chunk.length));
      }
      return output.toString(StandardCharsets.UTF_8);
    }
  }

  static DockerHttpClient.Request request(String method, String path, byte @Nullable [] body) {
    var request = DockerHttpClient.Request.builder().method(method).path(path);
    if (body != null) {
      request.putHeader("Content-Type", "application/json").bodyBytes(body);
    }
    return request.build();
  }

  static void check(DockerHttpClient.Response response) throws IOException {
    int status = response.getStatusCode();
    if (status < 200 || status > 299) {
      try (response) {
        String text = new String(response.getBody().readNBytes(64 * 1024), StandardCharsets.UTF_8);
        throw DockerCalls.ofStatus(status, errorMessage(text), new IOException("status " + status));
      }
    }
  }

  /** The engine's words out of an error's body. */
  static String errorMessage(String body) {
    String message = body;
    if (body.startsWith("{")) {
      message = KubeJson.TREES.readTree(body).path("message").asString(body);
    }
    return message.strip();
  }

  /** A terminal's log: bytes as they come. */
  private record RawLog(DockerHttpClient.Response response) implements LogStream {

    @Override
    public byte @Nullable [] next() throws IOException {
      byte[] buffer = new byte[8192];
      int n = response.getBody().read(buffer);
      return n < 0 ? null : java.util.Arrays.copyOf(buffer, n);
    }

    @Override
    public void close() {
      response.close();
    }
  }

  /** Docker's frames: a byte for the stream, three of padding, the length, the bytes. */
  private record FramedLog(DockerHttpClient.Response response) implements LogStream {

    @Override
    public byte @Nullable [] next() throws IOException {
      InputStream in = response.getBody();
      byte[] header = in.readNBytes(8);
      if (header.length == 0) {
        return null;
      }
      if (header.length < 8) {
        throw new IOException("the engine cut a frame of the log");
      }
      int length =
          (header[4] & 0xff) << 24
              | (header[5] & 0xff) << 16
              | (header[6] & 0xff) << 8
              | (header[7] & 0xff);
      if (length < 0) {
        throw new IOException("a frame of the log is longer than 2 GiB");
      }
      return in.readNBytes(length);
    }

    @Override
    public void close() {
      response.close();
    }
  }
}
