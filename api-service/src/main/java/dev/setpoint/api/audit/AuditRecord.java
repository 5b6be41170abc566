package dev.setpoint.api.audit;

import dev.setpoint.api.audit.AuditPolicy.Decision;
import dev.setpoint.api.auth.Grant;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.rest.RequestInfo;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What is known of one request so far; of its own thread only. */
final class AuditRecord {

  static final String ATTRIBUTE = "dev.setpoint.api.audit.AuditRecord";

  /** Kinds whose bodies are never logged, whatever the policy says. */
  private static final Set<String> SECRET =
      Set.of("secrets", "serviceaccounts/token", "tokenreviews");

  private final String id;
  private final Instant received;
  private @Nullable RequestInfo info;
  private @Nullable RequestIdentity caller;
  private @Nullable RequestIdentity actingFor;
  private @Nullable Grant grant;
  private boolean decided;
  private Decision decision = Decision.NONE;
  private @Nullable CapturedBody request;
  private @Nullable CapturedBody response;

  AuditRecord(@Nullable String given, Instant received) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    this.id =
        given != null && !given.isEmpty() && given.length() <= 64
            ? given
            : new UUID(
                    (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L,
                    (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L)
                .toString();
    this.received = received;
  }

  void identified(RequestInfo what, @Nullable RequestIdentity who, Decision logged) {
    info = what;
    caller = who;
    decision = logged;
  }

  void decided(RequestIdentity who, @Nullable Grant by) {
    actingFor = who;
    grant = by;
    decided = true;
  }

  void capture(CapturedBody ofRequest, CapturedBody ofResponse) {
    request = ofRequest;
    response = ofResponse;
  }

  boolean logs(String stage) {
    return decision.level() != AuditLevel.NONE && !decision.omittedStages().contains(stage);
  }

  /** Whether the bodies are to be kept; asked when the first byte is read or written. */
  boolean keeps(AuditLevel level) {
    return decision.level().atLeast(level) && !isSecret();
  }

  private boolean isSecret() {
    RequestInfo what = info;
    if (what == null) {
      return true;
    }
    return SECRET.contains(what.plural())
        || SECRET.contains(what.plural() + "/" + what.subresource());
  }

  /** The level that is truly logged. */
  AuditLevel level() {
    return decision.level().atLeast(AuditLevel.REQUEST) && isSecret()
        ? AuditLevel.METADATA
        : decision.level();
  }

  String id() {
    return id;
  }

  Instant received() {
    return received;
  }

  @Nullable RequestInfo info() {
    return info;
  }

  @Nullable RequestIdentity caller() {
    return caller;
  }

  /** Null unless the request acts for somebody else than its caller. */
  @Nullable RequestIdentity impersonated() {
    RequestIdentity who = actingFor;
    return who == null || who.equals(caller) ? null : who;
  }

  /** Empty before it is decided. */
  String verdict() {
    return !decided ? "" : grant == null ? "forbid" : "allow";
  }

  String reason() {
    Grant by = grant;
    return by == null ? "" : by.reason();
  }

  @Nullable CapturedBody request() {
    return request;
  }

  @Nullable CapturedBody response() {
    return response;
  }
}
