package dev.setpoint.agent.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.runtime.RuntimeFailure.Kind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs calls to the engine: timed, with a deadline, errors translated once. */
final class DockerCalls {

  private static final Pattern MESSAGE =
      Pattern.compile("\\{\"message\":\"(.*)\"}", Pattern.DOTALL);

  private final DockerClients clients;
  private final MeterRegistry metrics;
  private final Duration deadline;

  DockerCalls(DockerClients clients, MeterRegistry metrics, Duration deadline) {
    this.clients = clients;
    this.metrics = metrics;
    this.deadline = deadline;
  }

  /** One control call. */
  interface Call<T> {
    T on(DockerClient client) throws Exception;
  }

  <T> T call(String what, Call<T> call) {
    return call(what, deadline, call);
  }

  <T> T call(String what, Duration limit, Call<T> call) {
    return timed(
        what,
        () -> {
          DockerClient client = clients.control();
          return Deadline.within(limit, what, () -> call.on(client));
        });
  }

  void run(String what, DockerCommand call) {
    call(
        what,
        client -> {
          call.on(client);
          return Boolean.TRUE;
        });
  }

  /** A control call without an answer. */
  interface DockerCommand {
    void on(DockerClient client) throws Exception;
  }

  /** A call over one of the raw transports; it brings its own deadline. */
  <T> T timed(String what, Callable<T> call) {
    Timer.Sample sample = Timer.start(metrics);
    String outcome = "ok";
    try {
      return call.call();
    } catch (Exception e) {
      RuntimeFailure failure = translate(e);
      outcome = failure.kind().name();
      if (failure.engineTrouble()) {
        clients.forgetVersion();
      }
      throw failure;
    } finally {
      sample.stop(metrics.timer("setpoint_docker_call_seconds", "call", what, "outcome", outcome));
    }
  }

  static RuntimeFailure translate(Exception e) {
    return switch (e) {
      case RuntimeFailure failure -> failure;
      case NotFoundException notFound ->
          new RuntimeFailure(Kind.NOT_FOUND, message(notFound), notFound);
      case NotModifiedException same -> new RuntimeFailure(Kind.CONFLICT, message(same), same);
      case DockerException refused -> ofStatus(refused.getHttpStatus(), message(refused), refused);
      default ->
          new RuntimeFailure(
              Kind.UNAVAILABLE, "cannot connect to the Docker Engine: " + rootMessage(e), e);
    };
  }

  static RuntimeFailure ofStatus(int status, String message, Exception cause) {
    Kind kind =
        switch (status) {
          case 404 -> Kind.NOT_FOUND;
          case 304, 409 -> Kind.CONFLICT;
          default -> Kind.OTHER;
        };
    return new RuntimeFailure(kind, message, cause);
  }

  /** The engine's own words, out of {@code Status 404: {"message":"…"}}. */
  static String message(Exception e) {
    String text = String.valueOf(e.getMessage());
    Matcher m = MESSAGE.matcher(text);
    return m.find() ? unescape(m.group(1)) : text;
  }

  private static String unescape(String json) {
    return json.replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\").strip();
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = root.getMessage();
    return text == null ? root.getClass().getSimpleName() : text;
  }
}
