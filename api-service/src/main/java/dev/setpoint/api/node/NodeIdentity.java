package dev.setpoint.api.node;

import dev.setpoint.api.auth.RequestIdentity;

/** How nodes are told from others: by group and by the form of the user's name. */
final class NodeIdentity {

  private static final String PREFIX = "system:node:";

  private NodeIdentity() {}

  static boolean isNode(RequestIdentity who) {
    return who.user().startsWith(PREFIX) && who.in("system:nodes");
  }

  /** Empty when the user's name does not name it. */
  static String node(RequestIdentity who) {
    return who.user().substring(PREFIX.length());
  }
}
