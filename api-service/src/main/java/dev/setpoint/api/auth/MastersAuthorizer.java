package dev.setpoint.api.auth;

import dev.setpoint.api.rest.RequestInfo;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Administrators may do all, whatever becomes of the policy objects. */
@Component
@Order(1)
final class MastersAuthorizer implements Authorizer {

  @Override
  public @Nullable Grant grant(RequestIdentity who, RequestInfo what) {
    return who.in("system:masters") ? Grant.SILENT : null;
  }
}
