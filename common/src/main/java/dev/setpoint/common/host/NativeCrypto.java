package dev.setpoint.common.host;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Native cryptography for TLS and tokens. The JDK's own AES-GCM is fast only once the optimising
 * compiler has replaced it, which is minutes after a start, or never where that compiler is off.
 */
public final class NativeCrypto {

  private static final Logger log = LoggerFactory.getLogger(NativeCrypto.class);

  private NativeCrypto() {}

  /** For the whole process, once; where the library can't be loaded, the JDK's provider stays. */
  public static void install() {
    Throwable failure = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
    if (failure == null) {
      AmazonCorrettoCryptoProvider.install();
    } else {
      log.info("no native cryptography on this platform: {}", failure.getMessage());
    }
  }
}
