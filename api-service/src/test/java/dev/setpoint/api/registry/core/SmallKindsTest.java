package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.StrategyFixture.SCHEMAS;
import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.registry.StrategyFixture;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class SmallKindsTest {

  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");

  @Test
  void namespacesAreActiveLabelledAndFinalized() {
    StrategyFixture namespaces = new StrategyFixture(new NamespaceStrategy());
    ObjectNode shop = namespaces.created("{'metadata':{'name':'shop'}}");
    assertThat(shop)
        .isEqualTo(
            json(
                "{'metadata':{'name':'shop','labels':{'kubernetes.io/metadata.name':'shop'}},"
                    + "'spec':{'finalizers':['kubernetes']},'status':{'phase':'Active'}}"));
    ObjectNode ended = shop.deepCopy();
    ((ObjectNode) ended.at("/status")).put("phase", "Terminating");
    assertThat(namespaces.statusProblems(shop, ended))
        .containsExactly(
            "status.Phase: Invalid value: \"Terminating\": may only be 'Active' if"
                + " `deletionTimestamp` is empty");
  }

  @Test
  void configMapsHaveFileNamesAsKeysAndCanBeFrozen() {
    StrategyFixture maps = new StrategyFixture(new ConfigMapStrategy(SCHEMAS));
    assertThat(maps.problems("{'data':{'..':'x'},'binaryData':{'ok':'eA=='}}"))
        .containsExactly("data[..]: Invalid value: \"..\": must not be '..'");
    ObjectNode frozen = maps.created("{'immutable':true,'data':{'a':'1'}}");
    ObjectNode thawed = json("{'data':{'a':'2'}}");
    assertThat(maps.updateProblems(frozen, thawed))
        .containsExactly(
            "immutable: Forbidden: field is immutable when `immutable` is set",
            "data: Forbidden: field is immutable when `immutable` is set");
  }

  @Test
  void secretsTakeTextAndKeepBytes() {
    StrategyFixture secrets = new StrategyFixture(new SecretStrategy(SCHEMAS));
    assertThat(secrets.created("{'stringData':{'user':'ann'},'data':{'user':'eA==','k':'eQ=='}}"))
        .isEqualTo(json("{'data':{'user':'YW5u','k':'eQ=='},'type':'Opaque'}"));
    assertThat(secrets.problems("{'type':'kubernetes.io/tls','data':{'tls.key':'eA=='}}"))
        .containsExactly("data[tls.crt]: Required value");
    assertThat(
            secrets.updateProblems(
                secrets.created("{'type':'a.example/t'}"), json("{'type':'b.example/t'}")))
        .containsExactly("type: Invalid value: \"b.example/t\": field is immutable");
  }

  @Test
  void nodesOfferWhatTheyHave() {
    NodeStrategy strategy = new NodeStrategy(SCHEMAS);
    StrategyFixture nodes = new StrategyFixture(strategy);
    ObjectNode node =
        nodes.created(
            "{'metadata':{'labels':{'node-role.kubernetes.io/edge':''}},"
                + "'spec':{'podCIDR':'10.7.0.0/24','unschedulable':true},"
                + "'status':{'capacity':{'cpu':'4','memory':'8192Mi'}}}");
    assertThat(node.at("/status/allocatable")).isEqualTo(json("{'cpu':'4','memory':'8Gi'}"));
    assertThat(node.at("/spec/podCIDRs/0").stringValue()).isEqualTo("10.7.0.0/24");
    assertThat(strategy.table().columns().get(1).cell().apply(node, NOW))
        .isEqualTo("Unknown,SchedulingDisabled");
    assertThat(strategy.table().columns().get(2).cell().apply(node, NOW)).isEqualTo("edge");
    assertThat(nodes.problems("{'spec':{'taints':[{'key':'a'}],'podCIDRs':['10.7.0.0']}}"))
        .containsExactly(
            "metadata.taints[0].effect: Required value",
            "spec.podCIDRs[0]: Invalid value: \"10.7.0.0\": must be a valid CIDR value, (e.g."
                + " 10.9.8.0/24 or 2001:db8::/64)");
  }

  @Test
  void eventsStandInTheNamespaceOfWhatTheyTellOf() {
    EventStrategy strategy = new EventStrategy(SCHEMAS);
    StrategyFixture events = new StrategyFixture(strategy);
    assertThat(
            events.problems(
                "{'metadata':{'namespace':'a'},'involvedObject':{'kind':'Pod','namespace':'b'}}"))
        .containsExactly(
            "involvedObject.namespace: Invalid value: \"b\": does not match event.namespace");
    ObjectNode event =
        events.created(
            "{'involvedObject':{'kind':'Pod','name':'p'},'source':{'component':'agent'},"
                + "'lastTimestamp':'2030-01-02T03:03:05Z','reason':'Started','count':4}");
    assertThat(strategy.table().columns().get(0).cell().apply(event, NOW)).isEqualTo("60s");
    assertThat(strategy.table().columns().get(3).cell().apply(event, NOW)).isEqualTo("pod/p");
    assertThat(strategy.selectableFields().get("source").apply(event)).isEqualTo("agent");
  }

  @Test
  void serviceAccountsAreKeptAsTheyAre() {
    StrategyFixture accounts = new StrategyFixture(new ServiceAccountStrategy(SCHEMAS));
    assertThat(accounts.created("{'automountServiceAccountToken':false,'secrets':[]}"))
        .isEqualTo(json("{'automountServiceAccountToken':false}"));
  }
}
