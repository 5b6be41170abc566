package dev.setpoint.api.registry.certificates;

import static dev.setpoint.api.registry.StrategyFixture.SCHEMAS;
import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.StrategyFixture;
import dev.setpoint.api.registry.SubresourceRules;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class SigningRequestsTest {

  private static String pem = "";

  private final CertificateSigningRequestStrategy strategy =
      new CertificateSigningRequestStrategy(
          SCHEMAS, Clock.fixed(Instant.parse("2030-01-02T03:04:05Z"), ZoneOffset.UTC));
  private final StrategyFixture requests = new StrategyFixture(strategy);

  @BeforeAll
  static void makeRequest() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair keys = generator.generateKeyPair();
    byte[] request =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=jane"), keys.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
            .getEncoded();
    pem = encoded(request);
  }

  private static String encoded(byte[] der) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject("CERTIFICATE REQUEST", der));
    }
    return Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static String request(String more) {
    return "{'spec':{'request':'"
        + pem
        + "','signerName':'example.com/own','usages':['client auth']"
        + more
        + "}}";
  }

  private List<String> throughApproval(ObjectNode old, String conditions, ObjectNode[] result) {
    ObjectNode wanted = old.deepCopy();
    wanted.set("status", json("{'conditions':" + conditions + ",'certificate':'AAAA'}"));
    SubresourceRules approval = strategy.views().get("approval");
    approval.prepare(wanted, old);
    FieldErrors errors = new FieldErrors();
    approval.validate(wanted, old, errors);
    result[0] = wanted;
    return errors.causes().stream().map(cause -> cause.field()).toList();
  }

  @Test
  void approvalSetsConditionsAndNothingElse() {
    ObjectNode request = requests.created(request(""));
    ObjectNode[] approved = new ObjectNode[1];
    assertThat(throughApproval(request, "[{'type':'Approved','status':'True'}]", approved))
        .isEmpty();
    assertThat(approved[0].path("status"))
        .isEqualTo(
            json(
                "{'conditions':[{'type':'Approved','status':'True',"
                    + "'lastUpdateTime':'2030-01-02T03:04:05Z',"
                    + "'lastTransitionTime':'2030-01-02T03:04:05Z'}]}"));
    assertThat(throughApproval(approved[0], "[]", new ObjectNode[1]))
        .containsExactly("status.conditions");
  }

  @Test
  void requestsAreReadAndTheirSignatureIsChecked() throws Exception {
    assertThat(requests.problems(request(""))).isEmpty();
    byte[] text = Base64.getDecoder().decode(pem);
    String body = new String(text, StandardCharsets.US_ASCII);
    byte[] der = Base64.getMimeDecoder().decode(body.replaceAll("-----[^-]+-----", ""));
    der[der.length - 1] ^= 1;
    String forged = request("").replace(pem, encoded(der));
    assertThat(requests.problems(forged))
        .singleElement()
        .asString()
        .startsWith("spec.request: Invalid value: []byte{0x2d");
  }

  @Test
  void signersAreADomainAndAPath() {
    assertThat(requests.problems(request("").replace("example.com/own", "one/two_")))
        .containsExactly(
            "spec.signerName: Invalid value: \"one\": should be a domain with at least two"
                + " segments separated by dots",
            "spec.signerName: Invalid value: \"two_\": validating label \"two_\": a lowercase RFC"
                + " 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.',"
                + " and must start and end with an alphanumeric character (e.g. 'example.com', regex"
                + " used for validation is"
                + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
  }
}
