package dev.setpoint.agent.server;

import dev.setpoint.common.host.Authorities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTPS for the API service alone: both sides show certificates, and only the client the cluster's
 * CA issued for this purpose is served. One virtual thread and one request per connection; a plain
 * socket underneath lets an idle stream notice at once that its reader hung up.
 */
public final class AgentServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AgentServer.class);
  private static final String CLIENT = "kube-apiserver-kubelet-client";
  private static final int REQUEST_MILLIS = 10_000;
  private static final int MOST_CONNECTIONS = 2_000;

  private final SSLServerSocket listener;
  private final Handler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Answers requests of authenticated clients. */
  interface Handler {
    void handle(Request request, Exchange exchange) throws IOException;
  }

  AgentServer(SSLServerSocket listener, Handler handler) {
    this.listener = listener;
    this.handler = handler;
  }

  /** Listens with this certificate for clients of this CA. */
  static AgentServer open(
      String address, int port, ServingCertificate certificate, Path clientCa, Handler handler)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(certificate.keyStore(), ServingCertificate.password());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(Authorities.trusting(clientCa));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLServerSocket listener =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
    listener.setNeedClientAuth(true);
    listener.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getByName(address), port), 128);
    AgentServer server = new AgentServer(listener, handler);
    Thread.ofVirtual().name("agent-server").start(server::accept);
    return server;
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!closed) {
      try {
        SSLSocket socket = (SSLSocket) listener.accept();
        if (open.size() >= MOST_CONNECTIONS) {
          socket.close();
          continue;
        }
        open.add(socket);
        Thread.ofVirtual().name("agent-request").start(() -> serve(socket));
      } catch (SocketException e) {
        if (!closed) {
          log.warn("The agent's server stopped accepting: {}", e.getMessage());
        }
        return;
      } catch (IOException e) {
        log.debug("A connection could not be accepted: {}", e.getMessage());
      }
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(REQUEST_MILLIS);
      socket.startHandshake();
      Exchange exchange = new Exchange(socket);
      if (!CLIENT.equals(commonName(socket))) {
        exchange.text(403, "Forbidden");
        return;
      }
      Request request = Request.read(exchange.in());
      if (request == null) {
        return;
      }
      socket.setSoTimeout(0);
      handler.handle(request, exchange);
    } catch (IOException e) {
      log.debug("A request ended early: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("A request failed", e);
    } finally {
      open.remove(socket);
    }
  }

  private static @Nullable String commonName(SSLSocket socket) throws SSLPeerUnverifiedException {
    Principal peer = socket.getSession().getPeerPrincipal();
    try {
      for (Rdn part : new LdapName(peer.getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return String.valueOf(part.getValue());
        }
      }
    } catch (InvalidNameException e) {
      log.debug("A client's name can't be read: {}", e.getMessage());
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    for (Socket socket : open) {
      socket.setSoLinger(true, 0); // else a client that does not read would hold this up
      socket.close();
    }
  }
}
