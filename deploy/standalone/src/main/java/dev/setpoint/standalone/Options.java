package dev.setpoint.standalone;

import dev.setpoint.common.host.HostName;
import dev.setpoint.common.resource.ObjectKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * What the caller asked for, by argument, system property or environment variable as in any Spring
 * application.
 *
 * @param port the API's; the seven above it serve the other parts
 * @param datasourceUrl of a Postgres that is already there; null for the embedded one
 * @param bootstrapServers of a Kafka that is already there; null for the embedded one
 * @param node this machine's
 * @param logLevels by property name, {@code logging.level.NAME}
 * @param arguments what every service gets as well
 */
record Options(
    Path stateDir,
    int port,
    @Nullable String datasourceUrl,
    @Nullable String bootstrapServers,
    ObjectKey node,
    Map<String, String> logLevels,
    List<String> arguments) {

  private static final String STATE_DIR = "--setpoint.state-dir=";

  /** The state directory alone, found without Spring, whose classes would ask for loggers. */
  static Path stateDir(String... args) {
    for (String arg : args) {
      if (arg.startsWith(STATE_DIR)) {
        return absolute(arg.substring(STATE_DIR.length()));
      }
    }
    return absolute(System.getenv().getOrDefault("SETPOINT_STATE_DIR", ".setpoint"));
  }

  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }

  static Options of(String... args) {
    ConfigurableEnvironment environment = new StandardEnvironment();
    SimpleCommandLinePropertySource line = new SimpleCommandLinePropertySource(args);
    environment.getPropertySources().addFirst(line);
    return new Options(
        stateDir(args),
        environment.getProperty("setpoint.port", Integer.class, 6443),
        environment.getProperty("spring.datasource.url"),
        environment.getProperty("spring.kafka.bootstrap-servers"),
        new ObjectKey("", environment.getProperty("setpoint.node.name", HostName.get())),
        Stream.of(line.getPropertyNames())
            .filter(name -> name.startsWith(LogFiles.LEVEL_PREFIX))
            .collect(Collectors.toMap(name -> name, environment::getRequiredProperty)),
        List.of(args));
  }

  URI api() {
    return URI.create("https://127.0.0.1:" + port);
  }

  URI swaggerUi() {
    return api().resolve("/swagger-ui/index.html");
  }

  /** Where a part's readiness is asked for. */
  URI readiness(Part part) {
    return URI.create("http://127.0.0.1:" + port(part) + "/actuator/health/readiness");
  }

  /** The part's port for people and probes on this machine. */
  int port(Part part) {
    return port
        + switch (part) {
          case API -> 1;
          case SCHEDULER -> 2;
          case CONTROLLER -> 3;
          case AGENT -> 4;
          case KAFKA -> 6;
          case POSTGRES -> 7;
        };
  }

  /**
   * A service's arguments: the caller's, how to reach the backends, and its own. Of an option that
   * is given twice the last counts, where Spring would join both.
   */
  List<String> serviceArguments(Part part, List<String> backends) {
    Map<String, String> last = new LinkedHashMap<>();
    Stream.of(arguments, backends, own(part))
        .flatMap(List::stream)
        .forEach(argument -> last.put(argument.replaceFirst("=.*", ""), argument));
    return List.copyOf(last.values());
  }

  private List<String> own(Part part) {
    List<String> told = new ArrayList<>();
    told.add("--" + OwnAutoConfiguration.PART + "=" + part);
    told.add("--setpoint.state-dir=" + stateDir);
    told.add("--spring.main.banner-mode=off");
    if (part == Part.API) {
      told.add("--server.port=" + port);
      told.add("--management.server.port=" + port(part));
    } else {
      told.add("--server.port=" + port(part));
    }
    if (part == Part.AGENT) {
      told.add("--setpoint.agent.port=" + (port + 5));
    }
    if (part == Part.SCHEDULER) {
      told.add("--setpoint.simulation.port=" + (port + 8));
    }
    if (part == Part.API) {
      told.add("--setpoint.simulation.scheduler=127.0.0.1:" + (port + 8));
    }
    return told;
  }

  Path kubeconfig() {
    return stateDir.resolve("kubeconfig");
  }
}
