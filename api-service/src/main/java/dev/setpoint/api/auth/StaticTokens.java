package dev.setpoint.api.auth;

import dev.setpoint.api.pki.Pki;
import dev.setpoint.api.pki.StaticToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Static bearer tokens. Digests are compared, each with the same effort, so that the time taken
 * tells nothing about how much of a guess was right.
 */
@Component
@Order(1)
final class StaticTokens implements TokenChecker {

  private final Pki pki;
  private final List<String> apiAudiences;
  private volatile Known known;

  private record Entry(byte[] digest, RequestIdentity identity) {}

  private record Known(FileTime readAt, List<Entry> entries) {}

  StaticTokens(Pki pki, TokenProperties properties) {
    this.pki = pki;
    this.apiAudiences = properties.audiences();
    this.known = new Known(modified(), entries(pki.tokens()));
  }

  /** Bound to no audience: good for whatever is asked of it that this API stands for. */
  @Override
  public Outcome check(String token, byte[] digest, List<String> audiences) {
    RequestIdentity identity = find(known.entries(), digest);
    if (identity == null && reload()) {
      identity = find(known.entries(), digest);
    }
    if (identity == null) {
      return new Outcome.Unknown();
    }
    List<String> meant = audiences.stream().filter(apiAudiences::contains).toList();
    return meant.isEmpty()
        ? new Outcome.Refused("token audiences do not match")
        : new Outcome.Accepted(identity, meant);
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
        .map(
            t ->
                new Entry(
                    BearerTokens.digest(t.token()),
                    RequestIdentity.authenticated(t.user(), t.uid(), t.groups(), Map.of())))
        .toList();
  }
}
