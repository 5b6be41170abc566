package dev.setpoint.controller.certificates;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.informer.Informers;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.springframework.stereotype.Component;

/** Signs approved requests to the standard signers with the cluster's CA. */
@Component
final class SigningController extends RequestController {

  private final ApiClient api;
  private final Path caDir;
  private final Duration longest;
  private final Clock clock;

  SigningController(
      Informers informers, ApiClient api, CertificateProperties properties, Clock clock) {
    super("signing", informers);
    this.api = api;
    this.caDir = properties.caDir();
    this.longest = properties.lifetime();
    this.clock = clock;
  }

  @Override
  Result reconcile(CertificateSigningRequest request) {
    if (!SignerRules.SIGNERS.contains(request.getSpec().getSignerName())
        || Requests.hasCertificate(request)
        || !Requests.is(request, "Approved")
        || Requests.is(request, "Denied")
        || Requests.is(request, "Failed")) {
      return Result.done();
    }
    CertificateSigningRequestSpec spec = request.getSpec();
    try {
      CertificateRequest parsed = CertificateRequest.parse(spec.getRequest());
      String refusal = SignerRules.refusal(spec.getSignerName(), parsed, spec.getUsages());
      if (refusal != null) {
        fail(request, refusal);
      } else {
        deliver(request, parsed);
      }
      return Result.done();
    } catch (IOException | GeneralSecurityException e) {
      return Result.failed(e);
    }
  }

  private void deliver(CertificateSigningRequest request, CertificateRequest parsed)
      throws IOException, GeneralSecurityException {
    // Read each time: the API may have renewed its CA, and requests are rare.
    String pem =
        Signer.load(caDir)
            .sign(
                parsed,
                request.getSpec().getUsages(),
                lifetime(request.getSpec()),
                clock.instant());
    api.updateStatus(
        new CertificateSigningRequestBuilder(request)
            .editStatus()
            .withCertificate(
                Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)))
            .endStatus()
            .build());
  }

  private void fail(CertificateSigningRequest request, String why) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    api.updateStatus(
        new CertificateSigningRequestBuilder(request)
            .editStatus()
            .addToConditions(
                new CertificateSigningRequestConditionBuilder()
                    .withType("Failed")
                    .withStatus("True")
                    .withReason("SignerValidationFailure")
                    .withMessage(why)
                    .withLastUpdateTime(now.toString())
                    .build())
            .endStatus()
            .build());
  }

  private Duration lifetime(CertificateSigningRequestSpec spec) {
    Integer asked = spec.getExpirationSeconds();
    if (asked == null) {
      return longest;
    }
    Duration wanted = Duration.ofSeconds(Math.max(600, asked));
    return wanted.compareTo(longest) > 0 ? longest : wanted;
  }
}
