package dev.setpoint.controller.serviceaccount;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.List;
import org.springframework.stereotype.Component;

/** Sees to it that every namespace has a ServiceAccount {@code default}. */
@Component
final class ServiceAccountController implements Controller {

  private static final String NAME = "default";

  private final Store<Namespace> namespaces;
  private final Store<ServiceAccount> accounts;
  private final ApiClient api;

  ServiceAccountController(Informers informers, ApiClient api) {
    this.namespaces = informers.informer(Namespace.class).store();
    this.accounts = informers.informer(ServiceAccount.class).store();
    this.api = api;
  }

  @Override
  public String name() {
    return "serviceaccount-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        Watch.own(Namespace.class), new Watch<>(ServiceAccount.class, Provision.named(NAME)));
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    if (Provision.isActive(namespaces.get(key)) && accounts.get(key.name(), NAME) == null) {
      Provision.create(
          api,
          new ServiceAccountBuilder()
              .withNewMetadata()
              .withNamespace(key.name())
              .withName(NAME)
              .endMetadata()
              .build());
    }
    return Result.done();
  }
}
