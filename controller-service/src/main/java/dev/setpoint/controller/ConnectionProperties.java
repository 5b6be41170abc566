package dev.setpoint.controller;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the API is and who we are there.
 *
 * @param stateDir where api-service leaves the kubeconfigs
 * @param kubeconfig another file than the one under the state directory
 */
@ConfigurationProperties("setpoint")
record ConnectionProperties(@DefaultValue(".setpoint") Path stateDir, @Nullable Path kubeconfig) {

  Path resolvedKubeconfig() {
    return kubeconfig != null
        ? kubeconfig
        : stateDir.resolve("kubeconfigs").resolve("controller-manager");
  }
}
