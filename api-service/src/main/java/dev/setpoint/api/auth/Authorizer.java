package dev.setpoint.api.auth;

import dev.setpoint.api.rest.RequestInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to be allowed something; asked in the order of the beans, and the first grant decides.
 */
public interface Authorizer {

  /** What allows the request; null when nothing here does. Runs on every request: no locks. */
  @Nullable Grant grant(RequestIdentity who, RequestInfo what);

  /** Why there is no grant, for those who ask for a review; empty when there is nothing to say. */
  default String refusal(RequestIdentity who, RequestInfo what) {
    return "";
  }

  /** Everything that is granted in a namespace and everywhere. */
  default List<PolicyRule> rules(RequestIdentity who, String namespace) {
    return List.of();
  }

  /** Why {@link #rules} does not tell everything; empty when it does. */
  default String unlisted(RequestIdentity who) {
    return "";
  }
}
