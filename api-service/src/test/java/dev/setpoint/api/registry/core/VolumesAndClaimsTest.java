package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.StrategyFixture.SCHEMAS;
import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.registry.StrategyFixture;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class VolumesAndClaimsTest {

  private static final String CLAIM =
      "{'spec':{'accessModes':['ReadWriteOnce'],'storageClassName':'fast',"
          + "'resources':{'requests':{'storage':'%s'}}},'status':{'phase':'%s',"
          + "'capacity':{'storage':'1Gi'}}}";

  private final StrategyFixture claims =
      new StrategyFixture(new PersistentVolumeClaimStrategy(SCHEMAS));
  private final StrategyFixture volumes =
      new StrategyFixture(
          new PersistentVolumeStrategy(
              SCHEMAS, Clock.fixed(Instant.parse("2030-01-02T03:04:05Z"), ZoneOffset.UTC)));

  private static ObjectNode claim(String storage, String phase) {
    ObjectNode claim = json(String.format(CLAIM, storage, phase));
    ((ObjectNode) claim.path("spec")).put("volumeMode", "Filesystem");
    return claim;
  }

  @Test
  void onlyBoundClaimsGrowAndNoneShrinksBelowWhatItHas() {
    assertThat(claims.updateProblems(claim("2Gi", "Bound"), claim("3Gi", "Bound"))).isEmpty();
    assertThat(claims.updateProblems(claim("2Gi", "Bound"), claim("1Gi", "Bound")))
        .containsExactly(
            "spec.resources.requests.storage: Forbidden: field can not be less than"
                + " status.capacity");
    assertThat(claims.updateProblems(claim("2Gi", "Pending"), claim("3Gi", "Pending")))
        .singleElement()
        .asString()
        .startsWith("spec: Forbidden: spec is immutable after creation except");
  }

  @Test
  void aClassMaySetItselfWhereThereWasNone() {
    ObjectNode without = claim("1Gi", "Pending");
    ((ObjectNode) without.path("spec")).remove("storageClassName");
    assertThat(claims.updateProblems(without, claim("1Gi", "Pending"))).isEmpty();
  }

  @Test
  void dataSourcesAgreeAndUnknownOnesAreDropped() {
    String claim =
        "{'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1'}},"
            + "'dataSource':{'apiGroup':'%s','kind':'%s','name':'s'}}}";
    assertThat(
            claims
                .created(String.format(claim, "snapshot.storage.k8s.io", "VolumeSnapshot"))
                .at("/spec/dataSourceRef/name")
                .asString())
        .isEqualTo("s");
    assertThat(claims.created(String.format(claim, "example.com", "Thing")).path("spec"))
        .doesNotContain(json("{'apiGroup':'example.com','kind':'Thing','name':'s'}"));
  }

  @Test
  void volumesHaveOneSourceThatStays() {
    assertThat(
            volumes.problems(
                "{'spec':{'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1Gi'},"
                    + "'local':{'path':'/m'},'nfs':{'server':'s','path':'/p'}}}"))
        .containsExactly("spec.local: Forbidden: may not specify more than 1 volume type");
    assertThat(
            volumes.problems(
                "{'spec':{'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1Gi'},"
                    + "'local':{'path':'/m/../n'}}}"))
        .containsExactly(
            "spec.local.path: Invalid value: \"/m/../n\": must not contain '..'",
            "spec.nodeAffinity: Required value: Local volume requires node affinity");
    ObjectNode volume =
        volumes.created(
            "{'spec':{'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1Gi'},"
                + "'csi':{'driver':'d','volumeHandle':'h'}}}");
    assertThat(volume.at("/status"))
        .isEqualTo(json("{'phase':'Pending','lastPhaseTransitionTime':'2030-01-02T03:04:05Z'}"));
    ObjectNode expandable = volume.deepCopy();
    ((ObjectNode) expandable.at("/spec/csi"))
        .putObject("controllerExpandSecretRef")
        .put("name", "s")
        .put("namespace", "n");
    assertThat(volumes.updateProblems(volume, expandable)).isEmpty();
    assertThat(volumes.updateProblems(expandable, volume))
        .singleElement()
        .asString()
        .startsWith("spec.persistentvolumesource: Forbidden:");
  }

  @Test
  void quotasLimitWhatTheirScopesCanHold() {
    StrategyFixture quotas = new StrategyFixture(new ResourceQuotaStrategy());
    assertThat(
            quotas.problems(
                "{'spec':{'hard':{'secrets':'1.5','services':'1','things':'1'},"
                    + "'scopes':['PriorityClass']}}"))
        .containsExactly(
            "spec.hard[secrets]: Invalid value:"
                + " resource.Quantity{i:resource.int64Amount{value:1500, scale:-3},"
                + " d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:\"1500m\","
                + " Format:\"DecimalSI\"}: must be an integer",
            "spec.hard[things]: Invalid value: things: must be a standard resource type or fully"
                + " qualified",
            "spec.hard[things]: Invalid value: things: must be a standard resource for quota",
            "spec.scopes: Invalid value: []core.ResourceQuotaScope{\"PriorityClass\"}: unsupported"
                + " scope applied to resource",
            "spec.scopes: Invalid value: []core.ResourceQuotaScope{\"PriorityClass\"}: unsupported"
                + " scope applied to resource");
  }

  @Test
  void limitRangesFillThemselvesIn() {
    StrategyFixture ranges = new StrategyFixture(new LimitRangeStrategy());
    assertThat(
            ranges
                .created(
                    "{'spec':{'limits':[{'type':'Container','max':{'cpu':'2'},"
                        + "'min':{'memory':'8Mi'}}]}}")
                .at("/spec/limits/0"))
        .isEqualTo(
            json(
                "{'type':'Container','max':{'cpu':'2'},'min':{'memory':'8Mi'},"
                    + "'default':{'cpu':'2'},'defaultRequest':{'cpu':'2','memory':'8Mi'}}"));
    assertThat(
            ranges.problems(
                "{'spec':{'limits':[{'type':'Container','maxLimitRequestRatio':{'cpu':'5'},"
                    + "'min':{'cpu':'1'},'max':{'cpu':'2'}}]}}"))
        .singleElement()
        .asString()
        .endsWith("ratio 5 is greater than max/min = 2.000000");
  }
}
