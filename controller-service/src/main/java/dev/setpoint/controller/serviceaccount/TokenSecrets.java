package dev.setpoint.controller.serviceaccount;

import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Secret of a ServiceAccount's token needs, as tokens_controller.go decides. */
enum TokenSecrets {
  /** Not a token's Secret, or complete. */
  LEAVE,
  /** Its ServiceAccount is gone, or another one now. */
  DELETE,
  FILL;

  static final String TYPE = "kubernetes.io/service-account-token";
  static final String ACCOUNT = "kubernetes.io/service-account.name";
  static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";

  static TokenSecrets of(Secret secret, @Nullable ServiceAccount account, String ca) {
    if (!isToken(secret)) {
      return LEAVE;
    }
    String uid = annotation(secret, ACCOUNT_UID);
    if (account == null || (!uid.isEmpty() && !uid.equals(account.getMetadata().getUid()))) {
      return Owners.isDeleting(secret) ? LEAVE : DELETE;
    }
    boolean complete =
        !uid.isEmpty()
            && secret.getData() != null
            && secret.getData().containsKey("token")
            && encode(ca).equals(secret.getData().get("ca.crt"))
            && encode(secret.getMetadata().getNamespace())
                .equals(secret.getData().get("namespace"));
    return complete ? LEAVE : FILL;
  }

  static boolean isToken(Secret secret) {
    return TYPE.equals(secret.getType()) && !accountOf(secret).isEmpty();
  }

  /** The name of the ServiceAccount that the Secret is for; empty if it says none. */
  static String accountOf(Secret secret) {
    return annotation(secret, ACCOUNT);
  }

  private static String annotation(Secret secret, String name) {
    @Nullable Map<String, String> annotations = secret.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(name, "");
  }

  static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
