package dev.setpoint.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of this process' own, on the loopback interface, with its data kept in a
 * directory. It outlives a killed JVM; the next start on the same directory stops it first.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final Duration PROGRAM_DEADLINE = Duration.ofSeconds(90);
  private static final long LOG_LIMIT = 8 << 20;
  private static final String USER = "setpoint";

  private final Path dir;
  private final Path data;
  private final Path home;
  private final UnprivilegedUser user;
  private final DirectoryLock lock;
  private final int port;
  private final String password;

  private EmbeddedPostgres(
      Path dir, Path home, UnprivilegedUser user, DirectoryLock lock, int port, String password) {
    this.dir = dir;
    this.data = dir.resolve("data");
    this.home = home;
    this.user = user;
    this.lock = lock;
    this.port = port;
    this.password = password;
  }

  /** Starts on {@code dir}, created when absent; port 0 takes any free one. */
  public static EmbeddedPostgres start(Path dir, int port) throws IOException {
    return start(dir, port, dir.resolve("dist"));
  }

  /** As above, with the programs unpacked below a directory that several servers may share. */
  public static EmbeddedPostgres start(Path dir, int port, Path dist) throws IOException {
    Path root = dir.toAbsolutePath().normalize();
    DirectoryLock lock = DirectoryLock.acquire(root);
    try {
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      EmbeddedPostgres server =
          new EmbeddedPostgres(
              root,
              PostgresBinaries.unpackInto(dist.toAbsolutePath().normalize()),
              UnprivilegedUser.choose(),
              lock,
              FreePort.orElse(port),
              password(root.resolve("password")));
      server.user.own(root);
      server.stopLeftover();
      server.initialise();
      server.startServer();
      return server;
    } catch (InterruptedException e) {
      lock.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting PostgreSQL", e);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public int port() {
    return port;
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  public String username() {
    return USER;
  }

  public String password() {
    return password;
  }

  /** Stops the server with a checkpoint; the directory can be started on again. */
  @Override
  public void close() {
    try {
      stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("interrupted before PostgreSQL on {} had stopped", dir);
    } finally {
      lock.close();
    }
  }

  private static String password(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Path fresh = file.resolveSibling("password.new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, HexFormat.of().formatHex(random));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  /** Initialises beside the final name, so that a half-made cluster is never taken for one. */
  private void initialise() throws IOException, InterruptedException {
    if (Files.isDirectory(data)) {
      return;
    }
    Path fresh = dir.resolve("data.new");
    PostgresBinaries.deleteTree(fresh);
    run(
        "initdb",
        "-D",
        fresh.toString(),
        "-U",
        USER,
        "-A",
        "scram-sha-256",
        "--pwfile=" + dir.resolve("password"),
        "-E",
        "UTF8",
        "--locale=C");
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private void startServer() throws IOException, InterruptedException {
    Path serverLog = dir.resolve("server.log");
    if (Files.exists(serverLog) && Files.size(serverLog) > LOG_LIMIT) {
      Files.move(serverLog, dir.resolve("server.log.old"), StandardCopyOption.REPLACE_EXISTING);
    }
    String options =
        settings().entrySet().stream()
            .map(e -> "-c " + e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(" "));
    run(
        "pg_ctl",
        "start",
        "-w",
        "-t",
        "80",
        "-D",
        data.toString(),
        "-l",
        serverLog.toString(),
        "-o",
        options);
  }

  /** Small enough for a laptop; durability is left as it is. */
  private Map<String, String> settings() {
    return new TreeMap<>(
        Map.ofEntries(
            Map.entry("port", String.valueOf(port)),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", "''"),
            Map.entry("max_connections", "48"),
            Map.entry("shared_buffers", "64MB"),
            Map.entry("work_mem", "4MB"),
            Map.entry("maintenance_work_mem", "32MB"),
            Map.entry("wal_buffers", "4MB"),
            Map.entry("max_wal_size", "512MB"),
            Map.entry("wal_level", "minimal"),
            Map.entry("max_wal_senders", "0"),
            Map.entry("max_worker_processes", "2"),
            Map.entry("max_parallel_workers_per_gather", "0"),
            Map.entry("max_logical_replication_workers", "0"),
            Map.entry("autovacuum_worker_slots", "2"),
            Map.entry("autovacuum_max_workers", "2"),
            Map.entry("io_method", "sync"),
            Map.entry("jit", "off"),
            Map.entry("log_checkpoints", "off"),
            Map.entry("timezone", "UTC")));
  }

  private void stop() throws IOException, InterruptedException {
    run("pg_ctl", "stop", "-w", "-t", "60", "-m", "fast", "-D", data.toString());
  }

  /**
   * A postmaster whose JVM was killed goes on serving. The pid file names it, but after a reboot
   * the number may be another program's; a postmaster's working directory is its data directory.
   */
  private void stopLeftover() throws IOException, InterruptedException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    List<String> lines = Files.readAllLines(pidFile);
    long pid = lines.isEmpty() ? -1 : Long.parseLong(lines.getFirst().strip());
    if (pid > 0 && worksIn(pid)) {
      log.info(
          "stopping the PostgreSQL server (pid {}) that a killed process left on {}", pid, dir);
      stop();
    } else {
      // pg_ctl and the server judge by the pid alone and would mistake another program for it.
      Files.deleteIfExists(pidFile);
    }
  }

  private boolean worksIn(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).equals(data.toRealPath());
    } catch (IOException e) {
      return false; // no such process
    }
  }

  private void run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(user.prefix());
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    // A file and not a pipe: the server inherits it and would keep a pipe open.
    Path output = Files.createTempFile(dir, program, ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      builder.environment().put("LC_ALL", "C");
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(PROGRAM_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(program + " did not end in time; see " + dir.resolve("server.log"));
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            program + " failed: " + Files.readString(output).strip() + lastLogLines());
      }
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private String lastLogLines() throws IOException {
    Path serverLog = dir.resolve("server.log");
    if (!Files.exists(serverLog)) {
      return "";
    }
    List<String> lines = Files.readAllLines(serverLog);
    return "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }
}
