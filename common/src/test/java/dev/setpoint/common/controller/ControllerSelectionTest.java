package dev.setpoint.common.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerSelectionTest {

  @Test
  void followsKubeControllerManagersFlag() {
    ControllerSelection allButOne = new ControllerSelection(List.of("*", "-b"));
    assertThat(allButOne.enabled("a", true)).isTrue();
    assertThat(allButOne.enabled("b", true)).isFalse();
    ControllerSelection one = new ControllerSelection(List.of("a"));
    assertThat(one.enabled("a", true)).isTrue();
    assertThat(one.enabled("b", true)).isFalse();
    assertThat(new ControllerSelection(List.of()).enabled("a", true)).isTrue();
    assertThat(ControllerSelection.ALL.enabled("a", false)).isFalse();
    assertThat(one.enabled("a", false)).isTrue();
    assertThat(new ControllerSelection(List.of("*", "-nope")).unknown(List.of("a")))
        .containsExactly("nope");
  }
}
