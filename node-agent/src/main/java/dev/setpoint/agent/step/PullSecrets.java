package dev.setpoint.agent.step;

import dev.setpoint.agent.cluster.ConfigSource;
import dev.setpoint.agent.runtime.RegistryAuth;
import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds the credentials for an image among a Pod's imagePullSecrets. */
final class PullSecrets {

  private final ConfigSource api;

  PullSecrets(ConfigSource api) {
    this.api = api;
  }

  @Nullable RegistryAuth forImage(Pod pod, String image) {
    List<LocalObjectReference> references = pod.getSpec().getImagePullSecrets();
    if (references == null) {
      return null;
    }
    String registry = ImageReference.registry(image);
    for (LocalObjectReference reference : references) {
      Secret secret = api.secret(pod.getMetadata().getNamespace(), reference.getName());
      if (secret != null && secret.getData() != null) {
        RegistryAuth auth = find(secret.getData(), registry);
        if (auth != null) {
          return auth;
        }
      }
    }
    return null;
  }

  static @Nullable RegistryAuth find(Map<String, String> data, String registry) {
    JsonNode hosts = null;
    if (data.containsKey(".dockerconfigjson")) {
      hosts = parse(data.get(".dockerconfigjson")).path("auths");
    } else if (data.containsKey(".dockercfg")) {
      hosts = parse(data.get(".dockercfg"));
    }
    if (hosts == null) {
      return null;
    }
    for (Map.Entry<String, JsonNode> host : hosts.properties()) {
      if (hostOf(host.getKey()).equals(registry)) {
        return auth(host.getKey(), host.getValue());
      }
    }
    return null;
  }

  private static JsonNode parse(String base64) {
    return KubeJson.TREES.readTree(Base64.getDecoder().decode(base64));
  }

  private static String hostOf(String key) {
    String host = key.replaceFirst("^https?://", "");
    int slash = host.indexOf('/');
    host = slash < 0 ? host : host.substring(0, slash);
    return host.equals("index.docker.io") || host.equals("registry-1.docker.io")
        ? "docker.io"
        : host;
  }

  private static RegistryAuth auth(String host, JsonNode entry) {
    String user = entry.path("username").asString("");
    String password = entry.path("password").asString("");
    String both = entry.path("auth").asString("");
    if (user.isEmpty() && !both.isEmpty()) {
      String decoded = new String(Base64.getMimeDecoder().decode(both), StandardCharsets.UTF_8);
      int colon = decoded.indexOf(':');
      user = decoded.substring(0, Math.max(colon, 0));
      password = decoded.substring(colon + 1);
    }
    return new RegistryAuth(host, user, password);
  }
}
