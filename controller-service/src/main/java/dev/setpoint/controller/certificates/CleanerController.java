package dev.setpoint.controller.certificates;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.informer.Informers;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Clears away requests that are answered or that nobody answers. */
@Component
final class CleanerController extends RequestController {

  private final ApiClient api;
  private final Clock clock;

  CleanerController(Informers informers, ApiClient api, Clock clock) {
    super("cleaner", informers);
    this.api = api;
    this.clock = clock;
  }

  @Override
  Result reconcile(CertificateSigningRequest request) {
    Instant now = clock.instant();
    Instant end = RequestLife.end(request);
    if (end.isAfter(now)) {
      return Result.requeueAfter(Duration.between(now, end));
    }
    api.delete(request, DeleteOptions.ofUid(request.getMetadata().getUid()));
    return Result.done();
  }
}
