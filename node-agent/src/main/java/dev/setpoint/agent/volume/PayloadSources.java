package dev.setpoint.agent.volume;

import dev.setpoint.agent.cluster.ConfigSource;
import dev.setpoint.agent.env.ConfigFailure;
import dev.setpoint.agent.env.FieldRefs;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the files of configMap, secret, downwardAPI and projected volumes. */
final class PayloadSources {

  private static final int DEFAULT_MODE = 0644;

  private final ConfigSource api;
  private final PodTokens tokens;

  PayloadSources(ConfigSource api, PodTokens tokens) {
    this.api = api;
    this.tokens = tokens;
  }

  Payload collect(Pod pod, Volume volume, FieldRefs fields) throws VolumeFailure {
    String namespace = pod.getMetadata().getNamespace();
    Payload payload = new Payload();
    if (volume.getConfigMap() != null) {
      var source = volume.getConfigMap();
      int mode = mode(source.getDefaultMode(), DEFAULT_MODE);
      addConfigMap(
          payload, namespace, source.getName(), source.getItems(), mode, source.getOptional());
    } else if (volume.getSecret() != null) {
      var source = volume.getSecret();
      int mode = mode(source.getDefaultMode(), DEFAULT_MODE);
      addSecret(
          payload,
          namespace,
          source.getSecretName(),
          source.getItems(),
          mode,
          source.getOptional());
    } else if (volume.getDownwardAPI() != null) {
      var source = volume.getDownwardAPI();
      addDownward(payload, source.getItems(), mode(source.getDefaultMode(), DEFAULT_MODE), fields);
    } else if (volume.getProjected() != null) {
      int mode = mode(volume.getProjected().getDefaultMode(), DEFAULT_MODE);
      List<VolumeProjection> sources = volume.getProjected().getSources();
      for (VolumeProjection source : sources == null ? List.<VolumeProjection>of() : sources) {
        addProjection(payload, pod, source, mode, fields);
      }
    }
    return payload;
  }

  private void addProjection(
      Payload payload, Pod pod, VolumeProjection source, int mode, FieldRefs fields)
      throws VolumeFailure {
    String namespace = pod.getMetadata().getNamespace();
    if (source.getConfigMap() != null) {
      var from = source.getConfigMap();
      addConfigMap(payload, namespace, from.getName(), from.getItems(), mode, from.getOptional());
    } else if (source.getSecret() != null) {
      var from = source.getSecret();
      addSecret(payload, namespace, from.getName(), from.getItems(), mode, from.getOptional());
    } else if (source.getDownwardAPI() != null) {
      addDownward(payload, source.getDownwardAPI().getItems(), mode, fields);
    } else if (source.getServiceAccountToken() != null) {
      var wanted = source.getServiceAccountToken();
      byte[] token = tokens.token(pod, wanted).getBytes(StandardCharsets.UTF_8);
      payload.put(wanted.getPath(), token, mode);
    } else {
      throw new VolumeFailure("this kind of projected source is not supported by this node");
    }
  }

  private void addConfigMap(
      Payload payload,
      String namespace,
      String name,
      @Nullable List<KeyToPath> items,
      int mode,
      @Nullable Boolean optional)
      throws VolumeFailure {
    ConfigMap map = api.configMap(namespace, name);
    if (map == null) {
      if (Boolean.TRUE.equals(optional)) {
        return;
      }
      throw new VolumeFailure("configmap \"" + name + "\" not found");
    }
    Map<String, byte[]> data = new HashMap<>();
    if (map.getData() != null) {
      map.getData().forEach((k, v) -> data.put(k, v.getBytes(StandardCharsets.UTF_8)));
    }
    if (map.getBinaryData() != null) {
      map.getBinaryData().forEach((k, v) -> data.put(k, Base64.getDecoder().decode(v)));
    }
    addKeys(payload, data, items, mode, optional, "configmap references non-existent config key: ");
  }

  private void addSecret(
      Payload payload,
      String namespace,
      String name,
      @Nullable List<KeyToPath> items,
      int mode,
      @Nullable Boolean optional)
      throws VolumeFailure {
    Secret secret = api.secret(namespace, name);
    if (secret == null) {
      if (Boolean.TRUE.equals(optional)) {
        return;
      }
      throw new VolumeFailure("secret \"" + name + "\" not found");
    }
    Map<String, byte[]> data = new HashMap<>();
    if (secret.getData() != null) {
      secret.getData().forEach((k, v) -> data.put(k, Base64.getDecoder().decode(v)));
    }
    addKeys(payload, data, items, mode, optional, "references non-existent secret key: ");
  }

  private static void addKeys(
      Payload payload,
      Map<String, byte[]> data,
      @Nullable List<KeyToPath> items,
      int mode,
      @Nullable Boolean optional,
      String missing)
      throws VolumeFailure {
    if (items == null || items.isEmpty()) {
      for (Map.Entry<String, byte[]> entry : data.entrySet()) {
        payload.put(entry.getKey(), entry.getValue(), mode);
      }
      return;
    }
    for (KeyToPath item : items) {
      byte[] bytes = data.get(item.getKey());
      if (bytes != null) {
        payload.put(item.getPath(), bytes, mode(item.getMode(), mode));
      } else if (!Boolean.TRUE.equals(optional)) {
        throw new VolumeFailure(missing + item.getKey());
      }
    }
  }

  private static void addDownward(
      Payload payload, @Nullable List<DownwardAPIVolumeFile> items, int mode, FieldRefs fields)
      throws VolumeFailure {
    for (DownwardAPIVolumeFile item : items == null ? List.<DownwardAPIVolumeFile>of() : items) {
      try {
        String value =
            item.getFieldRef() != null
                ? fields.field(item.getFieldRef().getFieldPath())
                : fields.resource(item.getResourceFieldRef(), null);
        payload.put(
            item.getPath(), value.getBytes(StandardCharsets.UTF_8), mode(item.getMode(), mode));
      } catch (ConfigFailure e) {
        throw new VolumeFailure(e.message(), e);
      }
    }
  }

  private static int mode(@Nullable Integer wanted, int otherwise) {
    return wanted == null ? otherwise : wanted;
  }
}
