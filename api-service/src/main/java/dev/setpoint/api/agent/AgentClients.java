package dev.setpoint.api.agent;

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
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * A client per pinned certificate, so that a connection made under one pin is never reused under
 * another. The least recently used beyond a bound are let go.
 */
@Component
public class AgentClients implements DisposableBean {

  private static final int MOST = 64;

  private final Pki pki;
  private final Map<String, Trusted> clients = new LinkedHashMap<>(16, 0.75f, true);

  public AgentClients(Pki pki) {
    this.pki = pki;
  }

  private record Trusted(HttpClient http, SSLSocketFactory sockets) {}

  /** For requests and answers. */
  public HttpClient trusting(AgentAddress agent) {
    return find(agent).http();
  }

  /** For connections that are taken over by streams. */
  SSLSocketFactory sockets(AgentAddress agent) {
    return find(agent).sockets();
  }

  private synchronized Trusted find(AgentAddress agent) {
    KeyAndCertificate own = pki.agentClient();
    String key = agent.certificate() + " " + own.certificate().getSerialNumber();
    Trusted client = clients.get(key);
    if (client == null) {
      client = create(agent.certificate(), own);
      clients.put(key, client);
      if (clients.size() > MOST) {
        var eldest = clients.entrySet().iterator();
        HttpClient unused = eldest.next().getValue().http();
        eldest.remove();
        unused.shutdown(); // lets streams in progress end by themselves
      }
    }
    return client;
  }

  private static Trusted create(String pin, KeyAndCertificate own) {
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
      HttpClient http =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(Duration.ofSeconds(10))
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .sslContext(tls)
              .build();
      return new Trusted(http, tls.getSocketFactory());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot prepare TLS for node agents", e);
    }
  }

  @Override
  public synchronized void destroy() {
    clients.values().forEach(client -> client.http().shutdownNow());
    clients.clear();
  }
}
