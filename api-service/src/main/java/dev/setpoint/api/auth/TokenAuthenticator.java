package dev.setpoint.api.auth;

import dev.setpoint.api.pki.Pki;
import dev.setpoint.api.pki.StaticToken;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Static bearer tokens. Digests are compared, each with the same effort, so that the time taken
 * tells nothing about how much of a guess was right.
 */
@Component
@Order(2)
final class TokenAuthenticator implements Authenticator {

  private final Pki pki;
  private volatile Known known;

  private record Entry(byte[] digest, RequestIdentity identity) {}

  private record Known(FileTime readAt, List<Entry> entries) {}

  TokenAuthenticator(Pki pki) {
    this.pki = pki;
    this.known = new Known(modified(), entries(pki.tokens()));
  }

  @Override
  public Outcome authenticate(HttpServletRequest request) {
    String token = bearer(request.getHeader("Authorization"));
    if (token.isEmpty()) {
      return new Outcome.None();
    }
    byte[] digest = digest(token);
    RequestIdentity identity = find(known.entries(), digest);
    if (identity == null && reload()) {
      identity = find(known.entries(), digest);
    }
    return identity == null ? new Outcome.Rejected() : new Outcome.Accepted(identity);
  }

  /** The token of {@code Bearer TOKEN}; empty for any other header. */
  static String bearer(@Nullable String header) {
    if (header == null) {
      return "";
    }
    String[] parts = header.strip().split(" ", 3);
    return parts.length >= 2 && parts[0].equalsIgnoreCase("bearer") ? parts[1] : "";
  }

  private static @Nullable RequestIdentity find(List<Entry> entries, byte[] digest) {
    RequestIdentity found = null;
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.digest(), digest)) {
        found = entry.identity();
      }
    }
    return found;
  }

  /** Another replica may have added tokens to the file; true when it was read again. */
  private synchronized boolean reload() {
    FileTime modified = modified();
    if (modified.equals(known.readAt())) {
      return false;
    }
    known = new Known(modified, entries(pki.reloadTokens()));
    return true;
  }

  private FileTime modified() {
    try {
      return Files.getLastModifiedTime(pki.tokenFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + pki.tokenFile(), e);
    }
  }

  private static List<Entry> entries(List<StaticToken> tokens) {
    return tokens.stream()
        .map(t -> new Entry(digest(t.token()), RequestIdentity.authenticated(t.user(), t.groups())))
        .toList();
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
