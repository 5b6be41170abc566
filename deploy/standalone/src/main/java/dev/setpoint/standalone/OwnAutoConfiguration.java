package dev.setpoint.standalone;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Keeps what only the API service needs out of the other services, with which it shares a class
 * path here: else each of them would open the database.
 */
final class OwnAutoConfiguration implements AutoConfigurationImportFilter, EnvironmentAware {

  /** Set for each service to the part it is. */
  static final String PART = "setpoint.standalone.part";

  private static final List<String> API_ALONE =
      Stream.concat(
              Stream.of("org.springdoc."),
              Stream.of("data", "flyway", "hibernate", "jdbc", "persistence", "transaction")
                  .map(feature -> "org.springframework.boot." + feature + "."))
          .toList();

  private boolean api = true;

  @Override
  public void setEnvironment(Environment environment) {
    api = environment.getProperty(PART, Part.class, Part.API) == Part.API;
  }

  @Override
  public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
    boolean[] kept = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      String name = classes[i];
      kept[i] = api || name == null || API_ALONE.stream().noneMatch(name::startsWith);
    }
    return kept;
  }
}
