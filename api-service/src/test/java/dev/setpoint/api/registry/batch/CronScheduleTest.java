package dev.setpoint.api.registry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/5 * * * *",
        "0 0 * JAN-MAR MON,FRI",
        "5/15 0-23/2 1,15 ? 0",
        "@hourly",
        "@every 1h30m",
        "@every 1.5h",
        "TZ=UTC 0 0 * * *"
      })
  void readable(String schedule) {
    assertThat(CronSchedule.problem(schedule)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * *|expected exactly 5 fields, found 4: [* * * *]",
        "60 * * * *|end of range (60) above maximum (59): 60",
        "* * 0 * *|beginning of range (0) below minimum (1): 0",
        "5-2 * * * *|beginning of range (5) beyond end of range (2): 5-2",
        "1-2-3 * * * *|too many hyphens: 1-2-3",
        "*/2/3 * * * *|too many slashes: */2/3",
        "*/0 * * * *|step of range should be a positive number: */0",
        "x * * * *|failed to parse int from x: strconv.Atoi: parsing \"x\": invalid syntax",
        "@often|unrecognized descriptor: @often",
        "@every soon|failed to parse duration @every soon: time: invalid duration \"soon\"",
        "@every 5|failed to parse duration @every 5: time: missing unit in duration \"5\"",
        "TZ=Mars/Base 0 0 * * *|provided bad location Mars/Base: unknown time zone Mars/Base"
      })
  void unreadable(String schedule, String problem) {
    assertThat(CronSchedule.problem(schedule)).isEqualTo(problem);
  }
}
