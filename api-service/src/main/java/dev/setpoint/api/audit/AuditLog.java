package dev.setpoint.api.audit;

import dev.setpoint.common.json.KubeJson;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Hands events to the one thread that writes them; when it can't keep up, requests wait. */
final class AuditLog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AuditLog.class);
  private static final int QUEUE = 10_000;
  private static final int BATCH = 500;
  private static final byte[] END = {};

  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AuditFile file;
  private final Thread thread;

  AuditLog(AuditProperties properties, java.nio.file.Path path, Clock clock) {
    this.file =
        new AuditFile(
            path,
            properties.maxSize().toBytes(),
            properties.maxBackups(),
            properties.maxAge(),
            clock);
    this.thread = Thread.ofPlatform().name("audit-log").daemon().start(this::run);
  }

  void add(ObjectNode event) {
    try {
      queue.put(KubeJson.write(event));
    } catch (InterruptedException e) {
      // The event of a request whose time is up is not lost for that.
      boolean added = queue.offer(KubeJson.write(event));
      Thread.currentThread().interrupt();
      if (!added) {
        log.error("an audit event was dropped");
      }
    }
  }

  private void run() {
    List<byte[]> batch = new ArrayList<>();
    boolean ended = false;
    while (!ended) {
      try {
        batch.add(queue.take());
        queue.drainTo(batch, BATCH);
        for (byte[] line : batch) {
          if (line.length == 0) {
            ended = true;
          } else {
            file.write(line);
          }
        }
        file.flush();
      } catch (InterruptedException e) {
        ended = true;
      } catch (IOException e) {
        log.error("audit events are lost: {}", e.toString());
      }
      batch.clear();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      queue.put(END);
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
  }
}
