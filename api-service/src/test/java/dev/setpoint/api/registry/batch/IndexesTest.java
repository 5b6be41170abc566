package dev.setpoint.api.registry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IndexesTest {

  @Test
  void countsWhatIntervalsName() {
    assertThat(Indexes.parse("0-2,5,7-8", 10).count()).isEqualTo(6);
    assertThat(Indexes.parse("", 10).count()).isZero();
  }

  @Test
  void tellsWhyAListCannotBeRead() {
    assertThat(Indexes.parse("2-1", 3).problem())
        .isEqualTo("non-increasing order, previous: 2, current: 1");
    assertThat(Indexes.parse("1,1", 3).problem())
        .isEqualTo("non-increasing order, previous: 1, current: 1");
    assertThat(Indexes.parse("3", 3).problem()).isEqualTo("too large index: \"3\"");
    assertThat(Indexes.parse("x", 3).problem())
        .isEqualTo("cannot convert string to integer for index: \"x\"");
    assertThat(Indexes.parse("0-1-2", 3).problem()).contains("at most two parts");
  }

  @Test
  void findsTheFirstIndexInBothLists() {
    assertThat(Indexes.overlap("0-2,6", "3-6", 10)).isEqualTo(6);
    assertThat(Indexes.overlap("0-2", "3-6", 10)).isEqualTo(-1);
    assertThat(Indexes.overlap("x,4", "4", 10)).isEqualTo(4);
  }
}
