package dev.setpoint.controller.bootstrap;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The data of the ConfigMap {@code cluster-info} with the signatures that belong there. */
final class Signatures {

  private static final String PREFIX = "jws-kubeconfig-";

  private Signatures() {}

  /** Keeps all but the signatures; those of tokens that may not sign any more are gone. */
  static Map<String, String> of(
      Map<String, String> data, List<BootstrapToken> tokens, Instant now) {
    Map<String, String> signed = new HashMap<>(data);
    signed.keySet().removeIf(key -> key.startsWith(PREFIX));
    String kubeconfig = data.get("kubeconfig");
    if (kubeconfig != null) {
      for (BootstrapToken token : tokens) {
        if (token.signsAt(now)) {
          signed.put(PREFIX + token.id(), DetachedSignature.of(kubeconfig, token));
        }
      }
    }
    return signed;
  }
}
