package dev.setpoint.api.auth;

import dev.setpoint.api.rest.RequestInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** All authorizers, in their order. */
@Component
public final class Authorizers {

  private final Authorizer[] all;

  Authorizers(List<Authorizer> all) {
    this.all = all.toArray(Authorizer[]::new);
  }

  /** The first grant; null when there is none. */
  public @Nullable Grant grant(RequestIdentity who, RequestInfo what) {
    for (Authorizer authorizer : all) {
      Grant grant = authorizer.grant(who, what);
      if (grant != null) {
        return grant;
      }
    }
    return null;
  }

  public boolean allows(RequestIdentity who, RequestInfo what) {
    return grant(who, what) != null;
  }

  /** Throws the 403 that tells what is missing. */
  public void require(RequestIdentity who, RequestInfo what) {
    if (!allows(who, what)) {
      throw Forbidden.of(who, what);
    }
  }

  /** What each authorizer has to say about its refusal, a line each. */
  public String refusal(RequestIdentity who, RequestInfo what) {
    List<String> lines = new ArrayList<>();
    for (Authorizer authorizer : all) {
      String why = authorizer.refusal(who, what);
      if (!why.isEmpty()) {
        lines.add(why);
      }
    }
    return String.join("\n", lines);
  }

  public List<PolicyRule> rules(RequestIdentity who, String namespace) {
    List<PolicyRule> rules = new ArrayList<>();
    for (Authorizer authorizer : all) {
      rules.addAll(authorizer.rules(who, namespace));
    }
    return rules;
  }

  /** Why {@link #rules} is not everything; empty when it is. */
  public String unlisted(RequestIdentity who) {
    List<String> lines = new ArrayList<>();
    for (Authorizer authorizer : all) {
      String why = authorizer.unlisted(who);
      if (!why.isEmpty()) {
        lines.add(why);
      }
    }
    return String.join("\n", lines);
  }
}
