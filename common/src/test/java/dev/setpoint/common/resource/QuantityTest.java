package dev.setpoint.common.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "0.5, 500m",
    "1500m, 1500m",
    "2000m, 2",
    "1000, 1k",
    "1024, 1024",
    "1024Ki, 1Mi",
    "1536Ki, 1536Ki",
    "2.5Gi, 2560Mi",
    "1e3, 1e3",
    "12e5, 1200e3",
    "100M, 100M",
    "-3Ki, -3Ki",
    "0.1Ki, 102400m",
    "1n, 1n",
    "0.1n, 1n",
    "5E, 5E",
    "+7, 7",
    "1., 1",
    ".5, 500m",
    "512Ki, 512Ki",
    "0.5Ki, 512",
    "9223372036854775808, 9223372036854775807"
  })
  void canonicalForms(String text, String canonical) throws Exception {
    assertThat(Quantity.parse(text).toString()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "lots, quantities must match the regular expression",
    "'', quantities must match the regular expression",
    "1.2.3, unable to parse numeric part of quantity",
    "1KiB, quantities must match the regular expression",
    "1MM, unable to parse quantity's suffix"
  })
  void badTextsAreToldAsKubernetesTellsThem(String text, String message) {
    assertThatThrownBy(() -> Quantity.parse(text)).hasMessageContaining(message);
  }

  @Property
  void theCanonicalFormIsStable(@ForAll @LongRange(min = -1L << 50, max = 1L << 50) long amount)
      throws Exception {
    for (String suffix : new String[] {"", "m", "k", "Ki", "Mi", "e3"}) {
      Quantity parsed = Quantity.parse(amount + suffix);
      Quantity again = Quantity.parse(parsed.toString());
      assertThat(again.toString()).isEqualTo(parsed.toString());
      assertThat(again.compareTo(parsed)).isZero();
    }
  }

  @Property
  void wholeNumbersKeepTheirValue(@ForAll @LongRange(min = 0, max = 1L << 60) long amount)
      throws Exception {
    assertThat(Quantity.parse(String.valueOf(amount)).value())
        .isEqualByComparingTo(BigDecimal.valueOf(amount));
  }
}
