package dev.setpoint.controller.certificates;

import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import java.util.List;

/** What the controllers of certificate requests share: one worker, and one request at a time. */
abstract class RequestController implements Controller {

  private final String name;
  private final Store<CertificateSigningRequest> requests;

  /**
   * @param task what it does with requests, as its name says it
   */
  RequestController(String task, Informers informers) {
    this.name = "certificatesigningrequest-" + task + "-controller";
    this.requests = informers.informer(CertificateSigningRequest.class).store();
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<Watch<?>> watches() {
    return List.of(Watch.own(CertificateSigningRequest.class));
  }

  @Override
  public final int workers() {
    return 1;
  }

  @Override
  public final Result reconcile(ObjectKey key) {
    CertificateSigningRequest request = requests.get(key);
    return request == null ? Result.done() : reconcile(request);
  }

  abstract Result reconcile(CertificateSigningRequest request);
}
