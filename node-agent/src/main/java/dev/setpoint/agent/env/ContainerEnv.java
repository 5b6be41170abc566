package dev.setpoint.agent.env;

import dev.setpoint.agent.cluster.ConfigSource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Resolves a container's environment in Kubernetes' order: envFrom first, later entries win. */
public final class ContainerEnv {

  private final ConfigSource api;

  public ContainerEnv(ConfigSource api) {
    this.api = api;
  }

  /** Environment and command line, all references resolved. */
  public record Resolved(Map<String, String> env, List<String> command, List<String> args) {

    public List<String> envList() {
      return env.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    }

    /** Expands a subPathExpr, which may name only what is defined. */
    public String expandStrictly(String text) throws ConfigFailure {
      String expanded = Expansion.expand(text, env);
      if (expanded.contains("$(")) {
        throw new ConfigFailure("missing value for a variable in \"" + text + "\"");
      }
      return expanded;
    }
  }

  public Resolved resolve(String namespace, Container container, FieldRefs fields)
      throws ConfigFailure {
    Map<String, String> env = new LinkedHashMap<>();
    for (EnvFromSource source : orEmpty(container.getEnvFrom())) {
      addAll(env, namespace, source);
    }
    // References see only what was defined before them, envFrom included.
    for (EnvVar entry : orEmpty(container.getEnv())) {
      EnvVarSource from = entry.getValueFrom();
      String value =
          from == null
              ? Expansion.expand(entry.getValue() == null ? "" : entry.getValue(), env)
              : valueFrom(namespace, container, from, fields);
      if (value != null) {
        env.put(entry.getName(), value);
      }
    }
    return new Resolved(env, expand(container.getCommand(), env), expand(container.getArgs(), env));
  }

  private static List<String> expand(@Nullable List<String> words, Map<String, String> env) {
    return orEmpty(words).stream().map(w -> Expansion.expand(w, env)).toList();
  }

  private void addAll(Map<String, String> env, String namespace, EnvFromSource source)
      throws ConfigFailure {
    String prefix = source.getPrefix() == null ? "" : source.getPrefix();
    if (source.getConfigMapRef() != null) {
      String name = source.getConfigMapRef().getName();
      ConfigMap map = api.configMap(namespace, name);
      if (map == null) {
        missing(source.getConfigMapRef().getOptional(), "configmap", name);
      } else if (map.getData() != null) {
        new TreeMap<>(map.getData()).forEach((k, v) -> env.put(prefix + k, v));
      }
    }
    if (source.getSecretRef() != null) {
      String name = source.getSecretRef().getName();
      Secret secret = api.secret(namespace, name);
      if (secret == null) {
        missing(source.getSecretRef().getOptional(), "secret", name);
      } else if (secret.getData() != null) {
        new TreeMap<>(secret.getData()).forEach((k, v) -> env.put(prefix + k, decode(v)));
      }
    }
  }

  private @Nullable String valueFrom(
      String namespace, Container container, EnvVarSource from, FieldRefs fields)
      throws ConfigFailure {
    if (from.getFieldRef() != null) {
      return fields.field(from.getFieldRef().getFieldPath());
    }
    if (from.getResourceFieldRef() != null) {
      return fields.resource(from.getResourceFieldRef(), container.getName());
    }
    if (from.getConfigMapKeyRef() != null) {
      var ref = from.getConfigMapKeyRef();
      ConfigMap map = api.configMap(namespace, ref.getName());
      if (map == null) {
        missing(ref.getOptional(), "configmap", ref.getName());
        return null;
      }
      String value = map.getData() == null ? null : map.getData().get(ref.getKey());
      if (value == null && !Boolean.TRUE.equals(ref.getOptional())) {
        throw new ConfigFailure(
            "couldn't find key "
                + ref.getKey()
                + " in ConfigMap "
                + namespace
                + "/"
                + ref.getName());
      }
      return value;
    }
    if (from.getSecretKeyRef() != null) {
      var ref = from.getSecretKeyRef();
      Secret secret = api.secret(namespace, ref.getName());
      if (secret == null) {
        missing(ref.getOptional(), "secret", ref.getName());
        return null;
      }
      String value = secret.getData() == null ? null : secret.getData().get(ref.getKey());
      if (value == null && !Boolean.TRUE.equals(ref.getOptional())) {
        throw new ConfigFailure(
            "couldn't find key " + ref.getKey() + " in Secret " + namespace + "/" + ref.getName());
      }
      return value == null ? null : decode(value);
    }
    return "";
  }

  private static void missing(@Nullable Boolean optional, String what, String name)
      throws ConfigFailure {
    if (!Boolean.TRUE.equals(optional)) {
      throw new ConfigFailure(what + " \"" + name + "\" not found");
    }
  }

  private static String decode(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
