package dev.setpoint.api.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class StrategicMergeTest {

  private static final StrategicMerge MERGE = new StrategicMerge(new Schemas());
  private static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);

  private static ObjectNode json(String text) {
    return KubeJson.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode apply(String original, String patch) {
    return MERGE.apply(json(original), json(patch), PODS);
  }

  @Test
  void containersMergeByNameAndNewOnesStandFirst() {
    assertThat(
            apply(
                "{'spec':{'containers':[{'name':'a','image':'1'},{'name':'b','image':'1'}]}}",
                "{'spec':{'containers':[{'name':'b','image':'2'},{'name':'c','image':'3'}]}}"))
        .isEqualTo(
            json(
                "{'spec':{'containers':[{'name':'a','image':'1'},{'name':'b','image':'2'},"
                    + "{'name':'c','image':'3'}]}}"));
  }

  @Test
  void plainListsAndAtomicListsAreReplaced() {
    assertThat(
            apply(
                "{'spec':{'containers':[{'name':'a','args':['x']}],'tolerations':[{'key':'k'}]}}",
                "{'spec':{'containers':[{'name':'a','args':['y']}],'tolerations':[]}}"))
        .isEqualTo(json("{'spec':{'containers':[{'name':'a','args':['y']}],'tolerations':[]}}"));
  }

  @Test
  void nullRemovesAndDirectivesDelete() {
    assertThat(
            apply(
                "{'metadata':{'labels':{'a':'1','b':'2'},'finalizers':['x/1','x/2']},"
                    + "'spec':{'volumes':[{'name':'v'},{'name':'w'}]}}",
                "{'metadata':{'labels':{'a':null},'$deleteFromPrimitiveList/finalizers':['x/1']},"
                    + "'spec':{'volumes':[{'$patch':'delete','name':'v'}]}}"))
        .isEqualTo(
            json(
                "{'metadata':{'labels':{'b':'2'},'finalizers':['x/2']},"
                    + "'spec':{'volumes':[{'name':'w'}]}}"));
  }

  @Test
  void wholeMapsAndListsCanBeReplaced() {
    assertThat(
            apply(
                "{'metadata':{'labels':{'a':'1'}},'spec':{'volumes':[{'name':'v'}]}}",
                "{'metadata':{'labels':{'$patch':'replace','b':'2'}},"
                    + "'spec':{'volumes':[{'$patch':'replace'},{'name':'n'}]}}"))
        .isEqualTo(json("{'metadata':{'labels':{'b':'2'}},'spec':{'volumes':[{'name':'n'}]}}"));
  }

  @Test
  void retainedKeysDriveOutTheRest() {
    assertThat(
            apply(
                "{'spec':{'volumes':[{'name':'v','emptyDir':{}}]}}",
                "{'spec':{'volumes':[{'name':'v','$retainKeys':['name','hostPath'],"
                    + "'hostPath':{'path':'/x'}}]}}"))
        .isEqualTo(json("{'spec':{'volumes':[{'name':'v','hostPath':{'path':'/x'}}]}}"));
  }

  @Test
  void theOrderSaidIsTheOrderKept() {
    assertThat(
            apply(
                "{'spec':{'containers':[{'name':'a'},{'name':'b'},{'name':'c'}]}}",
                "{'spec':{'$setElementOrder/containers':[{'name':'c'},{'name':'a'}]}}"))
        .isEqualTo(json("{'spec':{'containers':[{'name':'b'},{'name':'c'},{'name':'a'}]}}"));
  }

  @Test
  void whatMakesNoSenseIsToldInKubernetesWords() {
    assertThatThrownBy(() -> apply("{'spec':{}}", "{'spec':{'$patch':'burn'}}"))
        .isInstanceOf(ApiException.class)
        .hasMessage("unknown patch type: burn in map: map[$patch:burn]");
    assertThatThrownBy(
            () ->
                apply(
                    "{'spec':{'containers':[{'name':'a'}]}}",
                    "{'spec':{'containers':[{'image':'i'}]}}"))
        .hasMessage("map: map[image:i] does not contain declared merge key: name");
    assertThatThrownBy(
            () ->
                apply(
                    "{'spec':{'volumes':[{'name':'a'}]}}",
                    "{'spec':{'volumes':[{'name':'a','$retainKeys':'name'}]}}"))
        .hasMessage("invalid patch format of retainKeys");
  }

  @Property(tries = 200)
  void applyingAPatchTwiceChangesNothingMore(
      @ForAll @Size(max = 4) List<@AlphaChars @StringLength(min = 1, max = 2) String> have,
      @ForAll @Size(max = 4) Map<@AlphaChars @StringLength(min = 1, max = 2) String, Boolean> change) {
    ObjectNode original = json("{'spec':{}}");
    ArrayNode containers = original.withObject("/spec").putArray("containers");
    have.stream().distinct().forEach(name -> containers.addObject().put("name", name));
    ObjectNode patch = json("{'spec':{}}");
    ArrayNode changes = patch.withObject("/spec").putArray("containers");
    change.forEach(
        (name, keep) -> {
          ObjectNode element = changes.addObject().put("name", name);
          if (keep) {
            element.put("image", "new");
          } else {
            element.put("$patch", "delete");
          }
        });
    ObjectNode once = MERGE.apply(original.deepCopy(), patch, PODS);
    ObjectNode twice = MERGE.apply(once.deepCopy(), patch, PODS);
    assertThat(twice).isEqualTo(once);
  }

  @Property(tries = 100)
  void anEmptyPatchChangesNothing(
      @ForAll Map<@AlphaChars @StringLength(min = 1, max = 3) String, String> labels) {
    ObjectNode original = json("{'metadata':{}}");
    ObjectNode map = original.withObject("/metadata").putObject("labels");
    labels.forEach(map::put);
    assertThat(MERGE.apply(original.deepCopy(), json("{}"), PODS)).isEqualTo(original);
  }
}
