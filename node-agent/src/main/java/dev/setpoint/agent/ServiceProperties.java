package dev.setpoint.agent;

import dev.setpoint.common.host.HostName;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where this service finds its state and the API.
 *
 * @param kubeconfig default {@code kubeconfigs/node-NAME} in the state directory
 */
@ConfigurationProperties("setpoint")
public record ServiceProperties(
    @DefaultValue(".setpoint") Path stateDir, @Nullable Path kubeconfig, @DefaultValue Node node) {

  /** Which node this is; by default named like the host. */
  public record Node(@Nullable String name) {}

  public String nodeName() {
    String name = node.name();
    return name == null || name.isEmpty() ? HostName.get() : name;
  }

  public Path kubeconfigPath() {
    return kubeconfig != null
        ? kubeconfig
        : stateDir.resolve("kubeconfigs").resolve("node-" + nodeName());
  }
}
