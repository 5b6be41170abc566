package dev.setpoint.api.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Client certificates, already verified against the authority by the TLS handshake: CN is the user,
 * each O a group.
 */
@Component
@Order(1)
final class CertificateAuthenticator implements Authenticator {

  private static final String CREDENTIAL = "authentication.kubernetes.io/credential-id";
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  @Override
  public Outcome authenticate(HttpServletRequest request) {
    if (!(request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain)
        || chain.length == 0) {
      return new Outcome.None();
    }
    return identify(chain[0]);
  }

  private static Outcome identify(X509Certificate certificate) {
    X500Principal subject = certificate.getSubjectX500Principal();
    String user = "";
    List<String> groups = new ArrayList<>();
    try {
      for (Rdn rdn : new LdapName(subject.getName(X500Principal.RFC2253)).getRdns()) {
        switch (rdn.getType()) {
          case "CN" -> user = String.valueOf(rdn.getValue());
          case "O" -> groups.add(String.valueOf(rdn.getValue()));
          default -> {
            // other parts of a name say nothing about rights
          }
        }
      }
    } catch (InvalidNameException e) {
      return new Outcome.Rejected();
    }
    return user.isEmpty()
        ? new Outcome.None()
        : new Outcome.Accepted(
            RequestIdentity.authenticated(
                user, "", groups, Map.of(CREDENTIAL, List.of(id(certificate)))));
  }

  /** Tells which of a user's certificates it was. */
  private static String id(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return "X509SHA256=" + HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
