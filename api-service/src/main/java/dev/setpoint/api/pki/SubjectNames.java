package dev.setpoint.api.pki;

import dev.setpoint.common.host.HostName;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;

/** The names and addresses under which clients may reach the API server. */
final class SubjectNames {

  private static final int DNS = 2;
  private static final int IP = 7;
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private SubjectNames() {}

  static Set<String> ofThisHost(List<String> extra) throws SocketException {
    Set<String> names =
        new TreeSet<>(
            List.of(
                "localhost",
                "127.0.0.1",
                canonical("::1"),
                HostName.get(),
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local"));
    extra.stream()
        .map(String::strip)
        .filter(n -> !n.isEmpty())
        .map(SubjectNames::canonical)
        .forEach(names::add);
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (each.isUp()) {
        Collections.list(each.getInetAddresses()).stream()
            .filter(a -> !a.isLinkLocalAddress())
            .map(InetAddress::getHostAddress)
            .map(a -> a.replaceAll("%.*", ""))
            .forEach(names::add);
      }
    }
    return names;
  }

  static Set<String> of(X509Certificate certificate) throws GeneralSecurityException {
    Set<String> names = new TreeSet<>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> name : alternatives) {
        int kind = (Integer) name.get(0);
        if (kind == DNS || kind == IP) {
          names.add(canonical((String) name.get(1)));
        }
      }
    }
    return names;
  }

  static List<GeneralName> asGeneralNames(Collection<String> names) {
    return names.stream()
        .map(n -> new GeneralName(isAddress(n) ? GeneralName.iPAddress : GeneralName.dNSName, n))
        .toList();
  }

  /** One spelling per address, so that sets of names can be compared. */
  private static String canonical(String name) {
    return isAddress(name) ? InetAddress.ofLiteral(name).getHostAddress() : name;
  }

  private static boolean isAddress(String name) {
    return ADDRESS.matcher(name).matches();
  }
}
