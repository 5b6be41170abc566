package dev.setpoint.api.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1,10.0.0.1",
    "010.0.0.1,10.0.0.1",
    "2001:DB8:0:0:0:0:0:1,2001:db8::1",
    "2001:db8:0:1:0:0:0:1,2001:db8:0:1::1",
    "::,::",
    "1:0:0:2:0:0:0:3,1:0:0:2::3",
    "1:2:3:4:5:6:7:0,1:2:3:4:5:6:7:0",
    "::ffff:1.2.3.4,1.2.3.4"
  })
  void readsLenientlyAndPrintsCanonically(String text, String canonical) {
    assertThat(IpAddress.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1.2.3", "1.2.3.256", "a.b.c.d", ":::", "1:2", "localhost", "1.2.3.4/8"})
  void refusesWhatIsNoAddress(String text) {
    assertThat(IpAddress.parse(text)).isNull();
  }

  @Test
  void rangesKnowTheirAddresses() {
    Cidr range = Objects.requireNonNull(Cidr.parse("10.96.3.7/16"));
    assertThat(range).hasToString("10.96.0.0/16");
    assertThat(range.contains(Objects.requireNonNull(IpAddress.parse("10.96.255.255")))).isTrue();
    assertThat(range.contains(Objects.requireNonNull(IpAddress.parse("10.97.0.0")))).isFalse();
    assertThat(range.at(BigInteger.valueOf(257))).hasToString("10.96.1.1");
    assertThat(range.size()).isEqualTo(65536);
    assertThat(Cidr.parse("10.0.0.0/33")).isNull();
    assertThat(Objects.requireNonNull(Cidr.parse("fd00::/108")).at(BigInteger.TEN))
        .hasToString("fd00::a");
  }
}
