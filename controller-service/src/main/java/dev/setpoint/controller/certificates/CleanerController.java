package dev.setpoint.controller.certificates;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Clears away requests that are answered or that nobody answers. */
@Component
final class CleanerController implements Controller {

  private final Store<CertificateSigningRequest> requests;
  private final ApiClient api;
  private final Clock clock;

  CleanerController(Informers informers, ApiClient api, Clock clock) {
    this.requests = informers.informer(CertificateSigningRequest.class).store();
    this.api = api;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "certificatesigningrequest-cleaner-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(Watch.own(CertificateSigningRequest.class));
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    CertificateSigningRequest request = requests.get(key);
    if (request == null) {
      return Result.done();
    }
    Instant now = clock.instant();
    Instant end = RequestLife.end(request);
    if (end.isAfter(now)) {
      return Result.requeueAfter(Duration.between(now, end));
    }
    api.delete(request, DeleteOptions.ofUid(request.getMetadata().getUid()));
    return Result.done();
  }
}
