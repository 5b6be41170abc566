package dev.setpoint.controller.addresses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockPoolTest {

  @Test
  void givesEachBlockOnceAndFreedOnesLast() {
    BlockPool pool = new BlockPool("10.244.7.9/22", 24);
    assertThat(pool.take()).contains("10.244.4.0/24");
    assertThat(pool.take()).contains("10.244.5.0/24");
    pool.release("10.244.4.0/24");
    assertThat(pool.take()).contains("10.244.6.0/24");
    assertThat(pool.take()).contains("10.244.7.0/24");
    assertThat(pool.take()).contains("10.244.4.0/24");
    assertThat(pool.take()).isEmpty();
  }

  @Test
  void passesOverWhatOthersHave() {
    BlockPool pool = new BlockPool("192.0.2.0/29", 32);
    assertThat(pool.occupy("192.0.2.0/30")).isTrue();
    assertThat(pool.occupy("192.0.2.3")).isFalse();
    assertThat(pool.occupy("198.51.100.1")).isFalse();
    assertThat(pool.occupy("fd00::1")).isFalse();
    assertThat(pool.occupy("192.0.0.0/16")).isFalse();
    assertThat(pool.take()).isEmpty();
  }

  @Test
  void worksWithTheLongAddresses() {
    BlockPool pool = new BlockPool("fd00:10::/48", 64);
    assertThat(pool.take()).contains("fd00:10::/64");
    assertThat(pool.occupy("fd00:10:0:1::/64")).isTrue();
    assertThat(pool.take()).contains("fd00:10:0:2::/64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "host/8", "10.0.0.0/25"})
  void refusesWhatHasNoBlocks(String cidr) {
    assertThatThrownBy(() -> new BlockPool(cidr, 24)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToKeepMillions() {
    assertThatThrownBy(() -> new BlockPool("10.0.0.0/8", 32)).hasMessageContaining("65536");
  }

  @Property
  void neverGivesWhatIsTaken(@ForAll @Size(max = 60) List<Boolean> takes) {
    BlockPool pool = new BlockPool("10.1.0.0/28", 32);
    Set<String> held = new HashSet<>();
    for (boolean take : takes) {
      if (take) {
        Optional<String> got = pool.take();
        assertThat(got.isPresent()).isEqualTo(held.size() < 16);
        got.ifPresent(block -> assertThat(held.add(block)).isTrue());
      } else if (!held.isEmpty()) {
        String any = new ArrayList<>(held).getFirst();
        held.remove(any);
        pool.release(any);
      }
    }
  }
}
