package dev.setpoint.api.pki;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The trust material of this installation: made on the first start, kept on later ones, shared
 * safely by replicas that use the same folder.
 */
@Component
public final class Pki {

  static final String ADMIN = "admin";
  static final Duration RENEW_BEFORE = Duration.ofDays(30);

  private static final String CLIENT = "CN=kube-apiserver-kubelet-client";
  private static final String SCHEDULER = "setpoint-scheduler";

  private final PkiProperties properties;
  private final Clock clock;
  private final List<ServerNames> names;
  private final Path directory;

  private volatile Material material;

  private record Material(
      CertificateAuthority authority,
      KeyAndCertificate server,
      KeyAndCertificate agentClient,
      KeyAndCertificate scheduler,
      List<StaticToken> tokens) {}

  Pki(PkiProperties properties, Clock clock, List<ServerNames> names) {
    this.properties = properties;
    this.clock = clock;
    this.names = List.copyOf(names);
    this.directory = properties.directory();
    this.material = load();
  }

  public X509Certificate authority() {
    return material.authority().ca().certificate();
  }

  /** What the API server shows to clients. */
  public KeyAndCertificate server() {
    return material.server();
  }

  /** What the API server shows to node agents. */
  public KeyAndCertificate agentClient() {
    return material.agentClient();
  }

  /** What schedulers show to the API server; they read it from the folder. */
  public KeyAndCertificate scheduler() {
    return material.scheduler();
  }

  public List<StaticToken> tokens() {
    return material.tokens();
  }

  /** The file of tokens, which another replica may have added to. */
  public Path tokenFile() {
    return directory.resolve("tokens");
  }

  /** Reads everything again, renewing what is due; true when a certificate changed. */
  boolean refresh() {
    Material before = material;
    Material after = load();
    material = after;
    return !before.server().certificate().equals(after.server().certificate())
        || !before.agentClient().certificate().equals(after.agentClient().certificate());
  }

  /** Reads the tokens again. */
  public List<StaticToken> reloadTokens() {
    Material current = material;
    try {
      List<StaticToken> tokens = Tokens.read(tokenFile());
      material =
          new Material(
              current.authority(),
              current.server(),
              current.agentClient(),
              current.scheduler(),
              List.copyOf(tokens));
      return tokens;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot read " + tokenFile(), e);
    }
  }

  private Material load() {
    try {
      PrivateFiles.createDirectories(directory);
      return DirectoryLock.hold(directory, this::ensure);
    } catch (Exception e) {
      throw new IllegalStateException("cannot prepare " + directory.toAbsolutePath(), e);
    }
  }

  private Material ensure() throws IOException, GeneralSecurityException {
    Instant now = clock.instant();
    KeyAndCertificate ca = Pem.read(directory, "ca");
    boolean fresh = ca == null || ca.certificate().getNotAfter().toInstant().isBefore(now);
    CertificateAuthority authority =
        fresh || ca == null ? CertificateAuthority.create(now) : new CertificateAuthority(ca);
    if (fresh) {
      Pem.write(directory, "ca", authority.ca());
    }
    return new Material(
        authority,
        server(authority, now),
        agentClient(authority, now),
        kept(authority, "scheduler", now, () -> authority.issueServer(SCHEDULER, List.of(), now)),
        Tokens.ensure(tokenFile(), wantedTokens()));
  }

  private KeyAndCertificate server(CertificateAuthority authority, Instant now)
      throws IOException, GeneralSecurityException {
    List<String> more = new ArrayList<>(properties.pki().extraNames());
    names.forEach(source -> more.addAll(source.serverNames()));
    Set<String> wanted = SubjectNames.ofThisHost(more);
    KeyAndCertificate current = usable(authority, Pem.read(directory, "apiserver"), now);
    if (current != null) {
      Set<String> held = SubjectNames.of(current.certificate());
      if (held.containsAll(wanted)) {
        return current;
      }
      // Names only grow, so that replicas on two hosts don't take turns at replacing the file.
      wanted = new TreeSet<>(wanted);
      wanted.addAll(held);
    }
    KeyAndCertificate issued =
        authority.issueServer("kube-apiserver", SubjectNames.asGeneralNames(wanted), now);
    Pem.write(directory, "apiserver", issued);
    return issued;
  }

  private KeyAndCertificate agentClient(CertificateAuthority authority, Instant now)
      throws IOException, GeneralSecurityException {
    return kept(
        authority, "apiserver-kubelet-client", now, () -> authority.issueClient(CLIENT, now));
  }

  private interface Issuing {
    KeyAndCertificate issue() throws IOException, GeneralSecurityException;
  }

  /** The pair of this name in the folder, a new one where it is of no use any more. */
  private KeyAndCertificate kept(
      CertificateAuthority authority, String name, Instant now, Issuing issuing)
      throws IOException, GeneralSecurityException {
    KeyAndCertificate current = usable(authority, Pem.read(directory, name), now);
    if (current != null) {
      return current;
    }
    KeyAndCertificate issued = issuing.issue();
    Pem.write(directory, name, issued);
    return issued;
  }

  /** Null unless this authority signed it and it lives a good while yet. */
  private static @Nullable KeyAndCertificate usable(
      CertificateAuthority authority, @Nullable KeyAndCertificate pair, Instant now) {
    if (pair == null
        || pair.certificate().getNotAfter().toInstant().isBefore(now.plus(RENEW_BEFORE))) {
      return null;
    }
    try {
      pair.certificate().verify(authority.ca().certificate().getPublicKey());
      return pair;
    } catch (GeneralSecurityException signedByAnother) {
      return null;
    }
  }

  private List<StaticToken> wantedTokens() {
    List<StaticToken> wanted = new ArrayList<>();
    wanted.add(wantedToken(ADMIN, List.of("system:masters")));
    wanted.add(wantedToken("system:kube-scheduler", List.of()));
    wanted.add(wantedToken("system:kube-controller-manager", List.of()));
    for (String node : properties.nodeNames()) {
      wanted.add(wantedToken("system:node:" + node, List.of("system:nodes")));
    }
    return wanted;
  }

  private static StaticToken wantedToken(String user, List<String> groups) {
    return new StaticToken("", user, UUID.randomUUID().toString(), groups);
  }
}
