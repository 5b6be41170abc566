package dev.setpoint.api.pki;

import dev.setpoint.common.host.HostName;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the trust material lives and whom it is made for.
 *
 * @param stateDir holds {@code pki/}, {@code kubeconfig} and {@code kubeconfigs/}
 * @param nodes names of the nodes that get a token and a kubeconfig; empty for this host alone
 * @param pki the certificate's names and the address written into kubeconfigs
 */
@ConfigurationProperties("setpoint")
record PkiProperties(
    @DefaultValue(".setpoint") Path stateDir,
    @DefaultValue List<String> nodes,
    @DefaultValue Pki pki) {

  /**
   * @param extraNames DNS names or IP addresses the API certificate holds beside the usual ones
   * @param server the API's address in kubeconfigs; null for this host's loopback
   * @param serviceServer the address for the scheduler and controllers, where they see another;
   *     null for the same
   */
  record Pki(
      @DefaultValue List<String> extraNames, @Nullable URI server, @Nullable URI serviceServer) {}

  List<String> nodeNames() {
    List<String> given = nodes.stream().map(String::strip).filter(n -> !n.isEmpty()).toList();
    return given.isEmpty() ? List.of(HostName.get()) : given;
  }

  Path directory() {
    return stateDir.resolve("pki");
  }
}
