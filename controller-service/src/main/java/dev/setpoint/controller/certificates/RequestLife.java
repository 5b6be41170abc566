package dev.setpoint.controller.certificates;

import dev.setpoint.common.pod.PodStates;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How long a request is kept, by the times of pkg/controller/certificates/cleaner. */
final class RequestLife {

  private static final Duration ANSWERED = Duration.ofHours(1);
  private static final Duration PENDING = Duration.ofHours(24);

  private RequestLife() {}

  /** When the request may go. */
  static Instant end(CertificateSigningRequest request) {
    Instant created = PodStates.time(request.getMetadata().getCreationTimestamp());
    Instant end = Instant.MAX;
    if (Requests.conditions(request).isEmpty()) {
      end = earlier(end, created, PENDING);
    }
    for (CertificateSigningRequestCondition condition : Requests.conditions(request)) {
      boolean open = condition.getType().equals("Approved") && !Requests.hasCertificate(request);
      end = earlier(end, PodStates.time(condition.getLastUpdateTime()), open ? PENDING : ANSWERED);
    }
    Instant expiry = expiry(request);
    return expiry == null ? end : earlier(end, expiry, Duration.ZERO);
  }

  private static Instant earlier(Instant end, @Nullable Instant from, Duration after) {
    return from == null || from.plus(after).isAfter(end) ? end : from.plus(after);
  }

  /** When an issued certificate ends; null if there is none to be read. */
  private static @Nullable Instant expiry(CertificateSigningRequest request) {
    if (!Requests.hasCertificate(request)) {
      return null;
    }
    try {
      byte[] pem = Base64.getDecoder().decode(request.getStatus().getCertificate());
      return CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(pem))
              instanceof X509Certificate certificate
          ? certificate.getNotAfter().toInstant()
          : null;
    } catch (CertificateException | IllegalArgumentException e) {
      return null; // not ours to judge: it goes when its time is up
    }
  }
}
