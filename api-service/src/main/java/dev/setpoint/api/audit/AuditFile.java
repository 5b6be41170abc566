package dev.setpoint.api.audit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A file of lines that is closed when it is full, and begun anew. Used by one thread. */
final class AuditFile implements AutoCloseable {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS").withZone(ZoneOffset.UTC);

  private final Path file;
  private final long maxSize;
  private final int maxBackups;
  private final Duration maxAge;
  private final Clock clock;
  private @Nullable OutputStream out;
  private long size;

  AuditFile(Path file, long maxSize, int maxBackups, Duration maxAge, Clock clock) {
    this.file = file.toAbsolutePath();
    this.maxSize = maxSize;
    this.maxBackups = maxBackups;
    this.maxAge = maxAge;
    this.clock = clock;
  }

  void write(byte[] line) throws IOException {
    OutputStream to = out;
    if (to != null && size + line.length + 1 > maxSize) {
      to.close();
      out = null;
      Files.move(file, backup());
      removeOld();
      to = null;
    }
    if (to == null) {
      to = open();
      out = to;
    }
    to.write(line);
    to.write('\n');
    size += line.length + 1;
  }

  void flush() throws IOException {
    OutputStream to = out;
    if (to != null) {
      to.flush();
    }
  }

  private OutputStream open() throws IOException {
    Files.createDirectories(file.getParent());
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    size = Files.size(file);
    return new BufferedOutputStream(
        Files.newOutputStream(file, StandardOpenOption.APPEND), 64 * 1024);
  }

  private Path backup() {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot <= 0 ? name : name.substring(0, dot);
    String suffix = dot <= 0 ? "" : name.substring(dot);
    return file.resolveSibling(stem + "-" + STAMP.format(clock.instant()) + suffix);
  }

  private void removeOld() throws IOException {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String prefix = (dot <= 0 ? name : name.substring(0, dot)) + "-";
    List<Path> closed;
    try (Stream<Path> all = Files.list(file.getParent())) {
      closed =
          all.filter(p -> p.getFileName().toString().startsWith(prefix))
              .sorted(java.util.Comparator.reverseOrder())
              .toList();
    }
    Instant oldest = maxAge.isZero() ? Instant.MIN : clock.instant().minus(maxAge);
    for (int i = 0; i < closed.size(); i++) {
      boolean old = Files.getLastModifiedTime(closed.get(i)).toInstant().isBefore(oldest);
      if (old || (maxBackups > 0 && i >= maxBackups)) {
        Files.deleteIfExists(closed.get(i));
      }
    }
  }

  @Override
  public void close() throws IOException {
    OutputStream to = out;
    if (to != null) {
      out = null;
      to.close();
    }
  }
}
