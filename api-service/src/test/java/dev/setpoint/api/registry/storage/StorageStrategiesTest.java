package dev.setpoint.api.registry.storage;

import static dev.setpoint.api.registry.StrategyFixture.SCHEMAS;
import static dev.setpoint.api.registry.StrategyFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.registry.StrategyFixture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class StorageStrategiesTest {

  @Test
  void classesStayAsTheyWereMade() {
    StrategyFixture classes = new StrategyFixture(new StorageClassStrategy(SCHEMAS));
    ObjectNode fast = classes.created("{'provisioner':'example.com/fast'}");
    assertThat(fast)
        .isEqualTo(
            json(
                "{'provisioner':'example.com/fast','reclaimPolicy':'Delete',"
                    + "'volumeBindingMode':'Immediate'}"));
    assertThat(
            classes.updateProblems(
                fast,
                json(
                    "{'provisioner':'example.com/fast','parameters':{'a':'b'},"
                        + "'volumeBindingMode':'WaitForFirstConsumer'}")))
        .containsExactly(
            "parameters: Forbidden: updates to parameters are forbidden.",
            "volumeBindingMode: Invalid value: \"WaitForFirstConsumer\": field is immutable");
  }

  @Test
  void driversCountTheChangesThatNodesMustHearOf() {
    StrategyFixture drivers = new StrategyFixture(new CsiDriverStrategy(SCHEMAS));
    ObjectNode driver = drivers.created("{'metadata':{'name':'d'},'spec':{}}");
    ObjectNode quiet =
        drivers.updated(driver, json("{'metadata':{'name':'d'},'spec':{'podInfoOnMount':true}}"));
    assertThat(quiet.at("/metadata").has("generation")).isFalse();
    ObjectNode loud =
        drivers.updated(
            driver, json("{'metadata':{'name':'d'},'spec':{'requiresRepublish':true}}"));
    assertThat(loud.at("/metadata/generation").intValue()).isEqualTo(1);
  }

  @Test
  void attachmentsSayWhatWhereAndBy() {
    StrategyFixture attachments = new StrategyFixture(new VolumeAttachmentStrategy(SCHEMAS));
    assertThat(
            attachments.problems(
                "{'spec':{'attacher':'d','nodeName':'n','source':{'inlineVolumeSpec':"
                    + "{'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1'},"
                    + "'hostPath':{'path':'/x'}}}}}"))
        .containsExactly(
            "spec.source.inlineVolumeSpec.capacity: Forbidden: may not be specified in the context"
                + " of inline volumes",
            "spec.source.inlineVolumeSpec.csi: Required value: has to be specified in the context"
                + " of inline volumes");
  }

  @Test
  void whatANodeSaysOfADriverIsSaidOnce() {
    StrategyFixture nodes = new StrategyFixture(new CsiNodeStrategy());
    ObjectNode node =
        nodes.created("{'spec':{'drivers':[{'name':'d','nodeID':'1','topologyKeys':['zone']}]}}");
    assertThat(
            nodes.updateProblems(
                node,
                json("{'spec':{'drivers':[{'name':'d','nodeID':'2','topologyKeys':['zone']}]}}")))
        .containsExactly(
            "CSINodeDriver: Invalid value: storage.CSINodeDriver{Name:\"d\", NodeID:\"2\","
                + " TopologyKeys:[]string{\"zone\"},"
                + " Allocatable:(*storage.VolumeNodeResources)(nil)}: field is immutable");
  }
}
