package dev.setpoint.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker and controller in this process, alone in its cluster, on the loopback interface,
 * with its log kept in a directory and sized for one machine.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private static final int NODE_ID = 1;

  private final KafkaRaftServer server;
  private final DirectoryLock lock;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, DirectoryLock lock, int port) {
    this.server = server;
    this.lock = lock;
    this.port = port;
  }

  /** Starts on {@code dir}, created when absent; port 0 takes any free one. */
  public static EmbeddedKafka start(Path dir, int port) throws IOException {
    Path root = dir.toAbsolutePath().normalize();
    DirectoryLock lock = DirectoryLock.acquire(root);
    try {
      int ownPort = FreePort.orElse(port);
      Path data = root.resolve("data");
      format(data, clusterId(root.resolve("cluster-id")));
      KafkaRaftServer server =
          new KafkaRaftServer(
              new KafkaConfig(settings(data, ownPort, FreePort.any())), Time.SYSTEM);
      server.startup();
      return new EmbeddedKafka(server, lock, ownPort);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Spring properties that keep the broker's own chatter out of the log. */
  public static Map<String, String> quietLogging() {
    return Map.of(
        "logging.level.kafka", "warn",
        "logging.level.org.apache.kafka", "warn",
        "logging.level.state.change.logger", "warn",
        // These warn of what is usual at every start and stop of a lone node.
        "logging.level.org.apache.kafka.common.config", "error",
        "logging.level.org.apache.kafka.clients.NetworkClient", "error",
        "logging.level.org.apache.kafka.controller.QuorumController", "error");
  }

  public int port() {
    return port;
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    try {
      server.shutdown();
      server.awaitShutdown();
    } finally {
      lock.close();
    }
  }

  /** Kept apart from the log directory, so that formatting can be repeated after a crash. */
  private static String clusterId(Path file) throws IOException {
    if (!Files.exists(file)) {
      Path fresh = file.resolveSibling("cluster-id.new");
      Files.writeString(fresh, Uuid.randomUuid().toString());
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  private static void format(Path data, String clusterId) throws IOException {
    Files.createDirectories(data);
    try {
      new Formatter()
          .setNodeId(NODE_ID)
          .setClusterId(clusterId)
          .setDirectories(List.of(data.toString()))
          .setMetadataLogDirectory(data.toString())
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(true)
          .setPrintStream(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()))
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("could not format " + data, e);
    }
  }

  private static Map<String, String> settings(Path data, int port, int controllerPort) {
    return new TreeMap<>(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", String.valueOf(NODE_ID)),
            Map.entry("log.dirs", data.toString()),
            Map.entry(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
            Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort),
            // A lone node has nobody to assure of its life.
            Map.entry("metadata.max.idle.interval.ms", "0"),
            // After a kill the broker can't register before its old session has run out.
            Map.entry("broker.heartbeat.interval.ms", "1000"),
            Map.entry("broker.session.timeout.ms", "4000"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("num.partitions", "1"),
            Map.entry("default.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("transaction.state.log.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.num.partitions", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("num.network.threads", "1"),
            Map.entry("num.io.threads", "2"),
            Map.entry("num.replica.fetchers", "1"),
            Map.entry("num.recovery.threads.per.data.dir", "1"),
            Map.entry("background.threads", "1"),
            Map.entry("group.coordinator.threads", "1"),
            Map.entry("share.coordinator.threads", "1"),
            Map.entry("log.cleaner.threads", "1"),
            Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
            Map.entry("log.cleaner.io.buffer.size", "65536"),
            Map.entry("log.index.size.max.bytes", "262144"),
            Map.entry("log.segment.bytes", "16777216"),
            Map.entry("log.retention.hours", "24"),
            Map.entry("log.retention.bytes", "134217728"),
            Map.entry("metadata.log.segment.bytes", "8388608"),
            Map.entry("metadata.log.max.record.bytes.between.snapshots", "1048576"),
            Map.entry("metadata.max.retention.bytes", "16777216"),
            // An object before and after its change, each up to the API's limit of 3 MiB.
            Map.entry("message.max.bytes", "16777216"),
            Map.entry("replica.fetch.max.bytes", "16777216")));
  }
}
