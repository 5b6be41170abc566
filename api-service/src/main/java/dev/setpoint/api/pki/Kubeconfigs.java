package dev.setpoint.api.pki;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes a kubeconfig for the administrator and for each service, once the port is known. */
@Component
final class Kubeconfigs {

  private static final Logger log = LoggerFactory.getLogger(Kubeconfigs.class);

  private final PkiProperties properties;
  private final Pki pki;

  Kubeconfigs(PkiProperties properties, Pki pki) {
    this.properties = properties;
    this.pki = pki;
  }

  @EventListener
  void onStarted(WebServerInitializedEvent event) {
    if (event.getApplicationContext().getServerNamespace() != null) {
      return; // the management server
    }
    URI given = properties.pki().server();
    String server =
        given == null ? "https://127.0.0.1:" + event.getWebServer().getPort() : given.toString();
    try {
      DirectoryLock.hold(
          properties.directory(),
          () -> {
            writeAll(server);
            return server;
          });
    } catch (Exception e) {
      throw new IllegalStateException("cannot write kubeconfigs", e);
    }
    log.info("Serving the API at {}; kubeconfig: {}", server, admin().toAbsolutePath());
  }

  private Path admin() {
    return properties.stateDir().resolve("kubeconfig");
  }

  private void writeAll(String server) throws IOException, GeneralSecurityException {
    Path others = properties.stateDir().resolve("kubeconfigs");
    PrivateFiles.createDirectories(others);
    String authority = Pem.certificate(pki.authority());
    for (StaticToken token : pki.tokens()) {
      Path file = fileOf(token, others);
      if (file != null) {
        URI special = properties.pki().serviceServer();
        boolean service = token.user().startsWith("system:kube-");
        String seen = service && special != null ? special.toString() : server;
        PrivateFiles.write(file, text(seen, authority, token));
      }
    }
  }

  private @Nullable Path fileOf(StaticToken token, Path others) {
    String user = token.user();
    if (user.equals(Pki.ADMIN)) {
      return admin();
    }
    if (user.startsWith("system:kube-")) {
      return others.resolve(user.substring("system:kube-".length()));
    }
    return user.startsWith("system:node:")
        ? others.resolve("node-" + user.substring("system:node:".length()))
        : null;
  }

  static String text(String server, String authority, StaticToken token) {
    String ca = Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.UTF_8));
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: setpoint
          cluster:
            server: %s
            certificate-authority-data: %s
        users:
        - name: "%s"
          user:
            token: %s
        contexts:
        - name: setpoint
          context:
            cluster: setpoint
            user: "%s"
        current-context: setpoint
        """
        .formatted(server, ca, token.user(), token.token(), token.user());
  }
}
