package dev.setpoint.api.reasons;

import dev.setpoint.api.auth.Authorizers;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.common.resource.ResourceType;

/** What the one who asks may see of other objects. */
record Readable(Authorizers authorizers, RequestIdentity who) {

  boolean gets(ResourceType type, String namespace, String name) {
    return allows("get", type, namespace, name);
  }

  boolean lists(ResourceType type, String namespace) {
    return allows("list", type, namespace, "");
  }

  private boolean allows(String verb, ResourceType type, String namespace, String name) {
    return authorizers.allows(
        who,
        RequestInfo.asked(verb, type.group(), type.version(), namespace, type.plural(), "", name));
  }
}
