package dev.setpoint.api.pki;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Renews certificates of a server that runs for long; connections already open keep theirs. */
@Component
final class CertificateRenewal implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(CertificateRenewal.class);
  private static final Duration EVERY = Duration.ofHours(6);

  private final Pki pki;
  private final SslBundleRegistry bundles;
  private volatile @Nullable Thread thread;

  CertificateRenewal(Pki pki, SslBundleRegistry bundles) {
    this.pki = pki;
    this.bundles = bundles;
  }

  void renew() {
    if (pki.refresh()) {
      bundles.updateBundle(TlsConfiguration.BUNDLE, TlsConfiguration.bundle(pki));
      log.info("Renewed certificates");
    }
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(EVERY);
        renew();
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException e) {
        log.error("Certificates could not be renewed; trying again in {}", EVERY, e);
      }
    }
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("certificate-renewal").start(this::run);
  }

  @Override
  public void stop() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      thread = null;
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }
}
