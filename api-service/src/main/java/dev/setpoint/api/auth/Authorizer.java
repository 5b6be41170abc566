package dev.setpoint.api.auth;

import dev.setpoint.api.rest.RequestInfo;

/** Says whether a user may do what a request asks for. The first that allows it decides. */
public interface Authorizer {

  boolean allows(RequestIdentity who, RequestInfo what);
}
