package dev.setpoint.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The boundaries that the design draws, over the classes of all services; each with its reason. */
@AnalyzeClasses(
    packages = "dev.setpoint",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {

  /**
   * Leaves out what other modules share for tests: a jar of their own, or its folder in a build.
   */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar") && !location.contains("/test-classes/");
    }
  }

  @ArchTest
  static final ArchRule DOCKER_STAYS_BEHIND_THE_RUNTIME =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.setpoint.agent.runtime.docker..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.github.dockerjava..")
          .because("docker-java's traps (timeouts, streams, framing) are handled in one place");

  @ArchTest
  static final ArchRule ONLY_THE_API_TOUCHES_POSTGRES =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.setpoint.api..", "dev.setpoint.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..")
          .because("commit order equals revision order only while one service writes");

  @ArchTest
  static final ArchRule ONLY_THE_RELAY_WRITES_TOPICS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.setpoint.api.publish..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka.clients.producer..")
          .because("changes are published once, in revision order, by whoever holds the lock");

  @ArchTest
  static final ArchRule TIME_COMES_FROM_A_CLOCK =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .because("tests turn an injected Clock instead of waiting");

  @ArchTest
  static final ArchRule CONTROLLERS_STAND_ALONE =
      slices()
          .matching("dev.setpoint.controller.(*)..")
          .should()
          .notDependOnEachOther()
          // No controller, but what two of them count with.
          .ignoreDependency(
              DescribedPredicate.alwaysTrue(),
              JavaClass.Predicates.resideInAPackage("dev.setpoint.controller.addresses"))
          .because("controllers meet in the API only, so that each can be read and run alone");

  @ArchTest
  static final ArchRule PLUGINS_STAND_ALONE =
      noClasses()
          .that()
          .resideInAPackage("dev.setpoint.scheduler.(framework|snapshot)..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.setpoint.scheduler.plugin..")
          .because("a plugin is added in its own file; the framework knows none by name");

  @ArchTest
  static final ArchRule KINDS_KNOW_NO_REQUESTS =
      noClasses()
          .that()
          .resideInAPackage("dev.setpoint.api.registry..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.setpoint.api.rest..",
              "dev.setpoint.api.pipeline..",
              "dev.setpoint.api.storage..",
              "jakarta.servlet..")
          .because("a kind is pure policy over trees; the pipeline owns the order of steps");

  @ArchTest
  static final ArchRule SERVICES_MEET_OVER_THE_NETWORK =
      slices()
          .matching("dev.setpoint.(api|scheduler|controller|agent)..")
          .should()
          .notDependOnEachOther()
          .because("each service also runs as a process of its own");

  @ArchTest
  static final ArchRule SERVICES_ARE_NAMED =
      classes()
          .that()
          .areAnnotatedWith(SpringBootApplication.class)
          .should()
          .bePublic()
          .because("the all-in-one starts each service through its builder()");
}
