package dev.setpoint.api.proxy;

import dev.setpoint.api.rest.LongRequests;
import dev.setpoint.api.upgrade.ByteSession;
import dev.setpoint.api.upgrade.ByteSink;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bytes both ways between a client and a backend that has agreed to an upgrade. */
record UpgradedProxy(Backend backend, LongRequests requests) implements ByteSession {

  private static final Logger log = LoggerFactory.getLogger(UpgradedProxy.class);

  @Override
  public void opened(ByteSink client) {
    Thread.ofVirtual().name("proxy-upgraded").start(() -> carry(client));
  }

  private void carry(ByteSink client) {
    byte[] buffer = new byte[32 * 1024];
    try (LongRequests.Running running = requests.enter()) {
      int n;
      while (!running.isStopping() && (n = backend.in().read(buffer)) >= 0) {
        client.write(buffer, 0, n);
      }
    } catch (IOException e) {
      log.debug("An upgraded connection ended: {}", e.getMessage());
    } finally {
      backend.close();
      client.close();
    }
  }

  @Override
  public void received(byte[] bytes, int offset, int length) throws IOException {
    backend.out().write(bytes, offset, length);
    backend.out().flush();
  }

  @Override
  public void gone() {
    backend.close();
  }
}
