package dev.setpoint.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.pipeline.TypeChecker.Result;
import dev.setpoint.common.json.KubeJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class TypedFormTest {

  private final TypedForm form = new TypedForm(new Schemas());

  private Result check(String apiVersion, String kind, ObjectNode object) {
    return form.check(apiVersion, kind, object);
  }

  private static ObjectNode json(String text) {
    return KubeJson.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void unknownFieldsAreNamedWithTheirPathAndDropped() {
    ObjectNode pod =
        json("{'spec':{'containers':[{'name':'a','imag':'b'}],'nodeNam':'n'},'extra':null}");
    Result result = check("v1", "Pod", pod);
    assertThat(result.mismatch()).isNull();
    assertThat(result.unknownFields())
        .containsExactly("spec.containers[0].imag", "spec.nodeNam", "extra");
    assertThat(pod.at("/spec/containers/0/imag").isMissingNode()).isTrue();
    assertThat(pod.has("extra")).isFalse();
  }

  @Test
  void theFirstWrongTypeIsToldAsEncodingJsonTellsIt() {
    ObjectNode set = json("{'spec':{'replicas':'two','minReadySeconds':[]}}");
    assertThat(check("apps/v1", "ReplicaSet", set).mismatch())
        .isEqualTo(
            "json: cannot unmarshal string into Go struct field ReplicaSetSpec.spec.replicas of"
                + " type int32");
    ObjectNode secret = json("{'data':{'a':'YQ','b':1}}");
    assertThat(check("v1", "Secret", secret).mismatch())
        .isEqualTo("illegal base64 data at input byte 0");
    ObjectNode pod = json("{'spec':{'containers':[{'ports':[{'containerPort':8.5}]}]}}");
    assertThat(check("v1", "Pod", pod).mismatch())
        .isEqualTo(
            "json: cannot unmarshal number 8.5 into Go struct field"
                + " ContainerPort.spec.containers.ports.containerPort of type int32");
  }

  @Test
  void emptyValuesGoAndStructsHeldByValueStay() {
    ObjectNode pod =
        json(
            "{'metadata':{'name':'p','labels':{},'creationTimestamp':null},"
                + "'spec':{'hostNetwork':false,'enableServiceLinks':false,'nodeName':'',"
                + "'containers':[{'name':'c','args':[]}],'affinity':{}}}");
    check("v1", "Pod", pod);
    assertThat(pod)
        .isEqualTo(
            json(
                "{'metadata':{'name':'p'},"
                    + "'spec':{'enableServiceLinks':false,"
                    + "'containers':[{'name':'c','resources':{}}],'affinity':{}},'status':{}}"));
  }

  @Test
  void quantitiesAndTimesBecomeCanonical() {
    ObjectNode lease =
        json(
            "{'spec':{'renewTime':'2024-01-02T03:04:05.123456+01:00'},"
                + "'metadata':{'deletionTimestamp':'2024-01-02T03:04:05.9Z'}}");
    assertThat(check("coordination.k8s.io/v1", "Lease", lease)).isEqualTo(Result.FITS);
    assertThat(lease)
        .isEqualTo(
            json(
                "{'spec':{'renewTime':'2024-01-02T02:04:05.123456Z'},"
                    + "'metadata':{'deletionTimestamp':'2024-01-02T03:04:05Z'}}"));
    ObjectNode node = json("{'status':{'capacity':{'cpu':2,'memory':'2048Mi','x/y':'0.5'}}}");
    check("v1", "Node", node);
    assertThat(node.at("/status/capacity"))
        .isEqualTo(json("{'cpu':'2','memory':'2Gi','x/y':'500m'}"));
  }

  @Test
  void anUnknownKindIsLeftAlone() {
    ObjectNode thing = json("{'a':null}");
    assertThat(check("example.org/v1", "Thing", thing)).isEqualTo(Result.FITS);
    assertThat(thing).isEqualTo(json("{'a':null}"));
  }

  @Test
  void badTimesAreToldAsGoTellsThem() {
    ObjectNode lease = json("{'spec':{'renewTime':'2024-01-02T03:04:05Z'}}");
    assertThat(check("coordination.k8s.io/v1", "Lease", lease).mismatch())
        .isEqualTo(
            "parsing time \"2024-01-02T03:04:05Z\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot"
                + " parse \"Z\" as \".000000\"");
  }
}
