package dev.setpoint.api.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The keys that Secrets are stored under: {@code encryption.keys}, a line {@code id:key} each, the
 * newest first. Without this file what it encrypted is lost.
 */
@Component
public final class EncryptionKeys {

  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private volatile List<Key> keys;

  /** A key by the id that what it encrypted carries. */
  public record Key(String id, SecretKey key) {

    /** Leaves the key out, so that no log shows it. */
    @Override
    public String toString() {
      return "Key[" + id + "]";
    }
  }

  EncryptionKeys(PkiProperties properties) {
    this.directory = properties.directory();
    this.keys = change(found -> found.isEmpty() ? List.of(fresh()) : found);
  }

  /** The one to write with. */
  public Key current() {
    return keys.getFirst();
  }

  /** Null when there is no such key, not even in the file, where a replica may have put it. */
  public @Nullable SecretKey find(String id) {
    SecretKey known = find(keys, id);
    if (known == null) {
      keys = change(found -> found);
      known = find(keys, id);
    }
    return known;
  }

  /** Makes a new key the current one. */
  public void rotate() {
    keys =
        change(
            found -> {
              List<Key> more = new ArrayList<>(found);
              more.addFirst(fresh());
              return more;
            });
  }

  private static @Nullable SecretKey find(List<Key> keys, String id) {
    for (Key key : keys) {
      if (key.id().equals(id)) {
        return key.key();
      }
    }
    return null;
  }

  private interface Step {
    List<Key> from(List<Key> found);
  }

  private List<Key> change(Step step) {
    Path file = directory.resolve("encryption.keys");
    try {
      PrivateFiles.createDirectories(directory);
      return DirectoryLock.hold(
          directory,
          () -> {
            List<Key> wanted = step.from(read(file));
            StringBuilder text = new StringBuilder();
            for (Key key : wanted) {
              text.append(key.id())
                  .append(':')
                  .append(Base64.getEncoder().encodeToString(key.key().getEncoded()))
                  .append('\n');
            }
            if (!wanted.isEmpty()) {
              PrivateFiles.write(file, text.toString());
            }
            return List.copyOf(wanted);
          });
    } catch (Exception e) {
      throw new IllegalStateException("cannot prepare " + file, e);
    }
  }

  private static List<Key> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> parse(file, line))
        .toList();
  }

  private static Key parse(Path file, String line) {
    int colon = line.indexOf(':');
    byte[] bytes = colon <= 0 ? new byte[0] : Base64.getDecoder().decode(line.substring(colon + 1));
    if (bytes.length != BYTES) {
      throw new IllegalStateException(file + " has a line that is not id:key");
    }
    return new Key(line.substring(0, colon), new SecretKeySpec(bytes, "AES"));
  }

  private static Key fresh() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    byte[] id = new byte[4];
    RANDOM.nextBytes(id);
    return new Key(HexFormat.of().formatHex(id), new SecretKeySpec(bytes, "AES"));
  }
}
