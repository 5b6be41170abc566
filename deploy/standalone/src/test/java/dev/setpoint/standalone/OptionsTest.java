package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void everyPartHasAPortOfItsOwn() {
    Options options = Options.of("--setpoint.port=7000", "--setpoint.state-dir=state");
    assertThat(options.stateDir()).isEqualTo(Path.of("state").toAbsolutePath());
    assertThat(options.api()).hasToString("https://127.0.0.1:7000");
    assertThat(List.of(Part.values()))
        .extracting(options::port)
        .doesNotHaveDuplicates()
        .allMatch(port -> port > 7000 && port < 7008);
    assertThat(options.serviceArguments(Part.API, List.of()))
        .contains("--server.port=7000", "--management.server.port=7001");
    assertThat(options.serviceArguments(Part.SCHEDULER, List.of()))
        .contains("--setpoint.simulation.port=7008");
    assertThat(options.serviceArguments(Part.API, List.of()))
        .contains("--setpoint.simulation.scheduler=127.0.0.1:7008");
    assertThat(options.serviceArguments(Part.AGENT, List.of()))
        .contains("--server.port=7004", "--setpoint.agent.port=7005");
  }

  @Test
  void anOptionGivenTwiceReachesAServiceOnce() {
    Options options =
        Options.of("--setpoint.state-dir=a", "--spring.kafka.bootstrap-servers=mine:9092");
    assertThat(options.bootstrapServers()).isEqualTo("mine:9092");
    assertThat(options.datasourceUrl()).isNull();
    assertThat(options.serviceArguments(Part.SCHEDULER, List.of("--server.port=1")))
        .filteredOn(argument -> argument.startsWith("--setpoint.state-dir="))
        .containsExactly("--setpoint.state-dir=" + Path.of("a").toAbsolutePath());
  }

  @Test
  void logLevelsAreFoundByTheirPrefix() {
    Options options = Options.of("--logging.level.dev.setpoint.agent=debug", "--setpoint.port=1");
    assertThat(options.logLevels()).containsOnlyKeys("logging.level.dev.setpoint.agent");
  }
}
