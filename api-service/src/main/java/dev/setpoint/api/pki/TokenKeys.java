package dev.setpoint.api.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The keys of service account tokens: {@code sa.key} signs, and every {@code sa*.pub} beside it is
 * still believed, so that a new key can be brought in while old tokens live on.
 */
@Component
public final class TokenKeys {

  private static final int BITS = 2048;

  private final PrivateKey signing;
  private final List<RSAPublicKey> trusted;

  TokenKeys(PkiProperties properties) {
    Path directory = properties.directory();
    try {
      PrivateFiles.createDirectories(directory);
      KeyPair pair = DirectoryLock.hold(directory, () -> ensure(directory));
      this.signing = pair.getPrivate();
      this.trusted = trusted(directory, (RSAPublicKey) pair.getPublic());
    } catch (Exception e) {
      throw new IllegalStateException("cannot prepare the token key in " + directory, e);
    }
  }

  public PrivateKey signing() {
    return signing;
  }

  /** The public key of {@link #signing} first. */
  public List<RSAPublicKey> trusted() {
    return trusted;
  }

  private static KeyPair ensure(Path directory) throws IOException, GeneralSecurityException {
    Path file = directory.resolve("sa.key");
    if (!Files.exists(file)) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      KeyPair made = generator.generateKeyPair();
      PrivateFiles.write(file, Pem.key(made.getPrivate()));
    }
    KeyFactory factory = KeyFactory.getInstance("RSA");
    RSAPrivateCrtKey key =
        (RSAPrivateCrtKey)
            factory.generatePrivate(new PKCS8EncodedKeySpec(Pem.bytes(Files.readString(file))));
    RSAPublicKey open =
        (RSAPublicKey)
            factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    PrivateFiles.write(directory.resolve("sa.pub"), Pem.publicKey(open));
    return new KeyPair(open, key);
  }

  private static List<RSAPublicKey> trusted(Path directory, RSAPublicKey own)
      throws IOException, GeneralSecurityException {
    List<RSAPublicKey> keys = new ArrayList<>();
    keys.add(own);
    KeyFactory factory = KeyFactory.getInstance("RSA");
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(f -> f.getFileName().toString().matches("sa.*\\.pub")).sorted().toList();
    }
    for (Path file : files) {
      RSAPublicKey key =
          (RSAPublicKey)
              factory.generatePublic(new X509EncodedKeySpec(Pem.bytes(Files.readString(file))));
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
    return List.copyOf(keys);
  }
}
