package dev.setpoint.controller.serviceaccount;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills the Secrets that ask for a ServiceAccount's token, and removes them with the account. The
 * cache has Secrets without their values and annotations, so each that matters is read.
 */
@Component
final class TokenSecretController implements Controller {

  /** The longest that a token may be asked for; it ends with its Secret, long before. */
  private static final long LIFETIME_SECONDS = 1L << 32;

  private final Store<Secret> secrets;
  private final Store<ServiceAccount> accounts;
  private final ApiClient api;

  TokenSecretController(Informers informers, ApiClient api) {
    this.secrets = informers.informer(Secret.class).store();
    this.accounts = informers.informer(ServiceAccount.class).store();
    this.api = api;
  }

  private static ObjectKey accountKey(Secret secret) {
    return new ObjectKey(secret.getMetadata().getNamespace(), TokenSecrets.accountOf(secret));
  }

  @Override
  public String name() {
    return "serviceaccount-token-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(
        Watch.own(Secret.class), new Watch<>(ServiceAccount.class, this::accountChanged));
  }

  private void accountChanged(
      @Nullable ServiceAccount before, @Nullable ServiceAccount after, KeyQueue queue) {
    ServiceAccount account = after == null ? before : after;
    if (account != null) {
      secrets.list(account.getMetadata().getNamespace()).stream()
          .filter(secret -> TokenSecrets.TYPE.equals(secret.getType()))
          .forEach(secret -> queue.add(ObjectKey.of(secret)));
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Secret cached = secrets.get(key);
    if (cached == null || !TokenSecrets.TYPE.equals(cached.getType())) {
      return Result.done();
    }
    Secret secret = api.find(Secret.class, key);
    if (secret == null || !TokenSecrets.isToken(secret)) {
      return Result.done();
    }
    ServiceAccount account = accounts.get(accountKey(secret));
    if (account == null) { // the cache may be behind
      account = api.find(ServiceAccount.class, accountKey(secret));
    }
    switch (TokenSecrets.of(secret, account, api.caCertificate())) {
      case LEAVE -> {}
      case DELETE -> api.delete(secret, DeleteOptions.ofUid(secret.getMetadata().getUid()));
      case FILL -> {
        if (account != null) {
          fill(secret, account);
        }
      }
    }
    return Result.done();
  }

  private void fill(Secret secret, ServiceAccount account) {
    Map<String, String> data = new HashMap<>();
    if (secret.getData() != null) {
      data.putAll(secret.getData());
    }
    data.put("ca.crt", TokenSecrets.encode(api.caCertificate()));
    data.put("namespace", TokenSecrets.encode(secret.getMetadata().getNamespace()));
    data.computeIfAbsent("token", t -> TokenSecrets.encode(token(secret, account)));
    api.update(
        new SecretBuilder(secret)
            .editMetadata()
            .addToAnnotations(TokenSecrets.ACCOUNT_UID, account.getMetadata().getUid())
            .endMetadata()
            .withData(data)
            .build());
  }

  /** A token that is good for as long as the Secret is there. */
  private String token(Secret secret, ServiceAccount account) {
    ObjectNode request = KubeJson.TREES.createObjectNode();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    ObjectNode spec = request.putObject("spec");
    spec.putArray("audiences");
    spec.put("expirationSeconds", LIFETIME_SECONDS);
    spec.putObject("boundObjectRef")
        .put("apiVersion", "v1")
        .put("kind", "Secret")
        .put("name", secret.getMetadata().getName())
        .put("uid", secret.getMetadata().getUid());
    return api.post(ResourceTypes.of(ServiceAccount.class), ObjectKey.of(account), "token", request)
        .path("status")
        .path("token")
        .asString();
  }
}
