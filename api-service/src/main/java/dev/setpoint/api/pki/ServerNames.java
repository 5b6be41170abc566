package dev.setpoint.api.pki;

import java.util.List;

/** Further names or addresses by which clients reach the API server. */
public interface ServerNames {

  List<String> serverNames();
}
