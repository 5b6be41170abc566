package dev.setpoint.agent.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.agent.cluster.ConfigSource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerEnvTest {

  private final ConfigSource configs =
      new ConfigSource() {
        @Override
        public ConfigMap configMap(String namespace, String name) {
          return name.equals("conf")
              ? new ConfigMapBuilder().addToData("A", "1").addToData("B", "2").build()
              : null;
        }

        @Override
        public Secret secret(String namespace, String name) {
          return null;
        }
      };

  private ContainerEnv.Resolved resolve(Container container) throws ConfigFailure {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("p")
            .withNamespace("n")
            .addToLabels("b", "2")
            .addToLabels("a", "say \"hi\"")
            .endMetadata()
            .withNewSpec()
            .withContainers(container)
            .endSpec()
            .build();
    return new ContainerEnv(configs)
        .resolve("n", container, new FieldRefs(pod, "10.0.0.2", "h", null));
  }

  @Test
  void referencesAreExpandedInOrder() {
    Map<String, String> values = Map.of("A", "x", "B", "$(A)");
    assertThat(Expansion.expand("$(A)-$$(A)-$(NO)-$(A-$-$", values))
        .isEqualTo("x-$(A)-$(NO)-$(A-$-$");
    assertThat(Expansion.expand("$(B)", values)).isEqualTo("$(A)");
    assertThat(Expansion.expand("$$$(A)", values)).isEqualTo("$x");
  }

  @Test
  void envFromComesFirstAndOwnEntriesWin() throws ConfigFailure {
    ContainerEnv.Resolved resolved =
        resolve(
            new ContainerBuilder()
                .withName("c")
                .addNewEnvFrom()
                .withPrefix("X_")
                .withNewConfigMapRef("conf", false)
                .endEnvFrom()
                .addNewEnv()
                .withName("X_A")
                .withValue("own")
                .endEnv()
                .addNewEnv()
                .withName("C")
                .withValue("$(X_A)$(X_B)$(D)")
                .endEnv()
                .addNewEnv()
                .withName("D")
                .withValue("late")
                .endEnv()
                .withCommand("run", "$(C)")
                .withArgs("$(D)")
                .build());
    assertThat(resolved.env())
        .containsExactly(
            Map.entry("X_A", "own"),
            Map.entry("X_B", "2"),
            Map.entry("C", "own2$(D)"),
            Map.entry("D", "late"));
    assertThat(resolved.command()).containsExactly("run", "own2$(D)");
    assertThat(resolved.args()).containsExactly("late");
  }

  @Test
  void missingSourcesAreErrorsUnlessOptional() throws ConfigFailure {
    assertThatThrownBy(
            () ->
                resolve(
                    new ContainerBuilder()
                        .withName("c")
                        .addNewEnvFrom()
                        .withNewSecretRef("gone", false)
                        .endEnvFrom()
                        .build()))
        .isInstanceOf(ConfigFailure.class)
        .hasMessage("secret \"gone\" not found");
    assertThat(
            resolve(
                    new ContainerBuilder()
                        .withName("c")
                        .addNewEnv()
                        .withName("K")
                        .withNewValueFrom()
                        .withNewConfigMapKeyRef("nope", "conf", true)
                        .endValueFrom()
                        .endEnv()
                        .build())
                .env())
        .isEmpty();
    assertThatThrownBy(
            () ->
                resolve(
                    new ContainerBuilder()
                        .withName("c")
                        .addNewEnv()
                        .withName("K")
                        .withNewValueFrom()
                        .withNewConfigMapKeyRef("nope", "conf", false)
                        .endValueFrom()
                        .endEnv()
                        .build()))
        .hasMessage("couldn't find key nope in ConfigMap n/conf");
  }

  @Test
  void fieldsAndResources() throws ConfigFailure {
    Container container =
        new ContainerBuilder()
            .withName("c")
            .withNewResources()
            .addToLimits("cpu", new Quantity("1500m"))
            .addToLimits("memory", new Quantity("3Mi"))
            .endResources()
            .addNewEnv()
            .withName("L")
            .withNewValueFrom()
            .withNewFieldRef("v1", "metadata.labels")
            .endValueFrom()
            .endEnv()
            .addNewEnv()
            .withName("LB")
            .withNewValueFrom()
            .withNewFieldRef("v1", "metadata.labels['b']")
            .endValueFrom()
            .endEnv()
            .addNewEnv()
            .withName("CPU")
            .withNewValueFrom()
            .withResourceFieldRef(new ResourceFieldSelector("", null, "limits.cpu"))
            .endValueFrom()
            .endEnv()
            .addNewEnv()
            .withName("MEM")
            .withNewValueFrom()
            .withResourceFieldRef(
                new ResourceFieldSelector("", new Quantity("1Mi"), "limits.memory"))
            .endValueFrom()
            .endEnv()
            .build();
    assertThat(resolve(container).env())
        .containsEntry("L", "a=\"say \\\"hi\\\"\"\nb=\"2\"")
        .containsEntry("LB", "2")
        .containsEntry("CPU", "2")
        .containsEntry("MEM", "3");
  }
}
