package dev.setpoint.controller.serviceaccount;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Keeps the CA certificate that Pods verify the API with in every namespace. */
@Component
final class RootCaController implements Controller {

  private static final String NAME = "kube-root-ca.crt";
  private static final Map<String, String> ANNOTATIONS =
      Map.of(
          "kubernetes.io/description",
          "Contains a CA bundle that can be used to verify the kube-apiserver when using internal"
              + " endpoints such as the internal service IP or kubernetes.default.svc. No other"
              + " usage is guaranteed across distributions of Kubernetes clusters.");

  private final Store<Namespace> namespaces;
  private final ApiClient api;

  RootCaController(Informers informers, ApiClient api) {
    this.namespaces = informers.informer(Namespace.class).store();
    this.api = api;
  }

  @Override
  public String name() {
    return "root-ca-certificate-publisher-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        Watch.own(Namespace.class), Watch.identities(ConfigMap.class, Provision.named(NAME)));
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    if (!Provision.isActive(namespaces.get(key))) {
      return Result.done();
    }
    Map<String, String> data = Map.of("ca.crt", api.caCertificate());
    ConfigMap map = api.find(ConfigMap.class, new ObjectKey(key.name(), NAME));
    if (map == null) {
      Provision.create(
          api,
          new ConfigMapBuilder()
              .withNewMetadata()
              .withNamespace(key.name())
              .withName(NAME)
              .withAnnotations(ANNOTATIONS)
              .endMetadata()
              .withData(data)
              .build());
    } else if (!data.equals(map.getData())) {
      api.update(
          new ConfigMapBuilder(map)
              .editMetadata()
              .addToAnnotations(ANNOTATIONS)
              .endMetadata()
              .withData(data)
              .build());
    }
    return Result.done();
  }
}
