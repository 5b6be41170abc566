package dev.setpoint.controller.certificates;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/** What the standard signers sign (k8s.io/kubernetes/pkg/apis/certificates/helpers). */
final class SignerRules {

  static final String CLIENT = "kubernetes.io/kube-apiserver-client";
  static final String NODE_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
  static final String NODE_SERVING = "kubernetes.io/kubelet-serving";
  static final String LEGACY = "kubernetes.io/legacy-unknown";
  static final Set<String> SIGNERS = Set.of(CLIENT, NODE_CLIENT, NODE_SERVING, LEGACY);

  private static final List<String> NODES = List.of("system:nodes");
  private static final String NODE_PREFIX = "system:node:";

  private SignerRules() {}

  /** Why the signer must not sign it; null where it may. */
  static @Nullable String refusal(String signer, CertificateRequest request, List<String> usages) {
    return switch (signer) {
      case CLIENT ->
          usages.contains("client auth")
                  && Set.of("key encipherment", "digital signature", "client auth")
                      .containsAll(usages)
              ? null
              : "usages did not match expected";
      case NODE_CLIENT -> nodeClient(request, usages);
      case NODE_SERVING -> nodeServing(request, usages);
      default -> null;
    };
  }

  static @Nullable String nodeClient(CertificateRequest request, List<String> usages) {
    if (!request.organizations().equals(NODES)) {
      return "subject organization is not system:nodes";
    }
    List<Integer> kinds = request.nameKinds();
    if (kinds.contains(GeneralName.dNSName)) {
      return "DNS subjectAltNames are not allowed";
    }
    if (kinds.contains(GeneralName.rfc822Name)) {
      return "Email subjectAltNames are not allowed";
    }
    if (kinds.contains(GeneralName.iPAddress)) {
      return "IP subjectAltNames are not allowed";
    }
    if (kinds.contains(GeneralName.uniformResourceIdentifier)) {
      return "URI subjectAltNames are not allowed";
    }
    if (!request.commonName().startsWith(NODE_PREFIX)) {
      return "subject common name does not begin with system:node:";
    }
    return exactly(usages, "client auth") ? null : "usages did not match expected";
  }

  private static @Nullable String nodeServing(CertificateRequest request, List<String> usages) {
    if (!request.organizations().equals(NODES)) {
      return "subject organization is not system:nodes";
    }
    List<Integer> kinds = request.nameKinds();
    if (!kinds.contains(GeneralName.dNSName) && !kinds.contains(GeneralName.iPAddress)) {
      return "DNS or IP subjectAltName is required";
    }
    if (kinds.contains(GeneralName.rfc822Name)) {
      return "Email subjectAltNames are not allowed";
    }
    if (kinds.contains(GeneralName.uniformResourceIdentifier)) {
      return "URI subjectAltNames are not allowed";
    }
    if (!exactly(usages, "server auth")) {
      return "usages did not match expected";
    }
    return request.commonName().startsWith(NODE_PREFIX)
        ? null
        : "subject common name does not begin with system:node:";
  }

  private static boolean exactly(List<String> usages, String purpose) {
    Set<String> set = new HashSet<>(usages);
    return set.equals(Set.of("digital signature", purpose))
        || set.equals(Set.of("digital signature", "key encipherment", purpose));
  }
}
