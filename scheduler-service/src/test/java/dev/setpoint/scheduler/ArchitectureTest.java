package dev.setpoint.scheduler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.setpoint.scheduler.framework.Plugin;
import java.time.Instant;
import org.springframework.stereotype.Component;

@AnalyzeClasses(
    packages = "dev.setpoint.scheduler",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule decisionsArePure =
      noClasses()
          .that()
          .resideInAnyPackage("..snapshot..", "..framework..", "..plugin..", "..preemption..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.setpoint.scheduler.cycle..",
              "dev.setpoint.common.client..",
              "io.fabric8.kubernetes.client..",
              "org.apache.kafka..")
          .because("the same code answers what-if questions, where nothing may be written");

  @ArchTest
  static final ArchRule snapshotsKnowNobody =
      noClasses()
          .that()
          .resideInAPackage("..snapshot..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..framework..", "..plugin..", "org.springframework..")
          .because("everything else is built on them");

  @ArchTest
  static final ArchRule pluginsAreBeans =
      classes()
          .that()
          .implement(Plugin.class)
          .and()
          .areNotInterfaces()
          .should()
          .beAnnotatedWith(Component.class)
          .because("being a bean is all that registers a plugin");

  @ArchTest
  static final ArchRule timeIsAsked =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .because("tests move the injected Clock instead of waiting");
}
