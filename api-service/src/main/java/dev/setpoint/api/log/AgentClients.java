package dev.setpoint.api.log;

import dev.setpoint.api.pki.KeyAndCertificate;
import dev.setpoint.api.pki.Pki;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * A client per pinned certificate, so that a connection made under one pin is never reused under
 * another. The least recently used beyond a bound are let go.
 */
@Component
class AgentClients implements DisposableBean {

  private static final int MOST = 64;

  private final Pki pki;
  private final Map<String, HttpClient> clients = new LinkedHashMap<>(16, 0.75f, true);

  AgentClients(Pki pki) {
    this.pki = pki;
  }

  synchronized HttpClient trusting(AgentAddress agent) {
    KeyAndCertificate own = pki.agentClient();
    String key = agent.certificate() + " " + own.certificate().getSerialNumber();
    HttpClient client = clients.get(key);
    if (client == null) {
      client = create(agent.certificate(), own);
      clients.put(key, client);
      if (clients.size() > MOST) {
        var eldest = clients.entrySet().iterator();
        HttpClient unused = eldest.next().getValue();
        eldest.remove();
        unused.shutdown(); // lets streams in progress end by themselves
      }
    }
    return client;
  }

  private static HttpClient create(String pin, KeyAndCertificate own) {
    try {
      char[] password = new char[0];
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry("client", own.key(), password, new Certificate[] {own.certificate()});
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(managers.getKeyManagers(), new TrustManager[] {new PinnedTrust(pin)}, null);
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .sslContext(tls)
          .build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot prepare TLS for node agents", e);
    }
  }

  @Override
  public synchronized void destroy() {
    clients.values().forEach(HttpClient::shutdownNow);
    clients.clear();
  }
}
