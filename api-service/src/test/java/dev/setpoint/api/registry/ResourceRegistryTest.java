package dev.setpoint.api.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ResourceRegistryTest {

  private record Named(ResourceType type) implements ResourceStrategy {
    @Override
    public void validate(ObjectNode object, FieldErrors errors) {}

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
  }

  private static final ResourceStrategy BOATS =
      new Named(new ResourceType("sea.example", "v1", "boats", "Boat", true));

  @Test
  void kindsAreFoundByPathAndByKind() {
    ResourceRegistry registry = new ResourceRegistry(List.of(BOATS));
    assertThat(registry.find("sea.example", "v1", "boats")).contains(BOATS);
    assertThat(registry.findByKind("sea.example/v1", "Boat")).contains(BOATS);
    assertThat(registry.find("sea.example", "v2", "boats")).isEmpty();
  }

  @Test
  void twoStrategiesOfOneNameFailTheStart() {
    assertThatThrownBy(() -> new ResourceRegistry(List.of(BOATS, new Named(BOATS.type()))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void kindsComeAndGoAtRunTime() {
    ResourceRegistry registry = new ResourceRegistry(List.of());
    registry.add(BOATS);
    assertThat(registry.all()).containsExactly(BOATS);
    assertThatThrownBy(() -> registry.add(BOATS)).isInstanceOf(IllegalStateException.class);
    registry.remove(BOATS.type());
    assertThat(registry.all()).isEmpty();
  }
}
