package dev.setpoint.agent.status;

import dev.setpoint.agent.pod.Labels;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ContainerState;
import dev.setpoint.agent.runtime.LogQuery;
import dev.setpoint.agent.runtime.LogStream;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.sync.Observed;
import dev.setpoint.agent.volume.Volumes;
import io.fabric8.kubernetes.api.model.Container;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a dead container's termination message: its file, or the end of its log. */
public final class LastWords {

  private static final Logger log = LoggerFactory.getLogger(LastWords.class);
  private static final int MOST_BYTES = 4096;
  private static final int MOST_LOG_BYTES = 2048;
  private static final int MOST_LOG_LINES = 80;

  private final ContainerRuntime runtime;
  private final Volumes volumes;

  public LastWords(ContainerRuntime runtime, Volumes volumes) {
    this.runtime = runtime;
    this.volumes = volumes;
  }

  /** Empty where the container left nothing. */
  public String of(ContainerState dead, @Nullable Container spec) {
    String message = fromFile(dead);
    boolean fallBack =
        spec != null && "FallbackToLogsOnError".equals(spec.getTerminationMessagePolicy());
    if (message.isEmpty() && fallBack && dead.exitCode() != 0) {
      message = fromLog(dead);
    }
    return message.isEmpty() ? dead.error() : message;
  }

  private String fromFile(ContainerState dead) {
    Path file =
        volumes.terminationLogPath(
            dead.label(Labels.POD_UID), dead.label(Labels.CONTAINER), Observed.restartCount(dead));
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      log.warn("The termination message of {} can't be read: {}", dead.id(), e.getMessage());
      return "";
    }
  }

  private String fromLog(ContainerState dead) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (LogStream stream =
        runtime.logs(dead.id(), new LogQuery(false, false, MOST_LOG_LINES, null))) {
      byte[] chunk;
      while ((chunk = stream.next()) != null) {
        all.write(chunk, 0, chunk.length);
      }
    } catch (IOException | RuntimeFailure e) {
      log.warn("The log of {} can't be read: {}", dead.id(), e.getMessage());
    }
    byte[] bytes = all.toByteArray();
    int from = Math.max(0, bytes.length - MOST_LOG_BYTES);
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
  }
}
