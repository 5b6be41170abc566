package dev.setpoint.api.proxy;

import dev.setpoint.api.rest.GoText;
import dev.setpoint.common.error.ApiException;

/** What {@code NAME}, {@code NAME:PORT} or {@code SCHEME:NAME:PORT} in a proxy's path means. */
record SchemeNamePort(String scheme, String name, String port) {

  static SchemeNamePort parse(String id, String kind) {
    String[] parts = id.split(":", -1);
    SchemeNamePort read =
        switch (parts.length) {
          case 1 -> new SchemeNamePort("", parts[0], "");
          case 2 -> new SchemeNamePort("", parts[0], parts[1]);
          case 3 -> new SchemeNamePort(parts[0], parts[1], parts[2]);
          default -> new SchemeNamePort("", "", "");
        };
    boolean known =
        read.scheme.isEmpty() || read.scheme.equals("http") || read.scheme.equals("https");
    if (read.name.isEmpty() || !known) {
      throw ApiException.badRequest("invalid " + kind + " request " + GoText.quote(id));
    }
    return read;
  }

  boolean secure() {
    return scheme.equals("https");
  }
}
