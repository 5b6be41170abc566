package dev.setpoint.common.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerSelectionTest {

  @Test
  void followsKubeControllerManagersFlag() {
    ControllerSelection allButOne = new ControllerSelection(List.of("*", "-b"));
    assertThat(allButOne.enabled("a")).isTrue();
    assertThat(allButOne.enabled("b")).isFalse();
    ControllerSelection one = new ControllerSelection(List.of("a"));
    assertThat(one.enabled("a")).isTrue();
    assertThat(one.enabled("b")).isFalse();
    assertThat(new ControllerSelection(List.of()).enabled("a")).isTrue();
    assertThat(new ControllerSelection(List.of("*", "-nope")).unknown(List.of("a")))
        .containsExactly("nope");
  }
}
