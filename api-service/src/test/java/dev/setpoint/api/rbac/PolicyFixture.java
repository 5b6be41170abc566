package dev.setpoint.api.rbac;

import dev.setpoint.api.auth.Authorizer;

/** The default policy without a database. */
public final class PolicyFixture {

  private PolicyFixture() {}

  public static Authorizer defaults() {
    return new RbacAuthorizer(index(), ready());
  }

  static PolicyReady ready() {
    PolicyReady ready = new PolicyReady();
    for (int i = 0; i < RbacKind.values().length; i++) {
      ready.read();
    }
    return ready;
  }

  static PolicyIndex index() {
    PolicyIndex index = new PolicyIndex();
    DefaultPolicy.read().forEach(item -> index.put(item.kind(), item.key(), item.tree()));
    return index;
  }
}
