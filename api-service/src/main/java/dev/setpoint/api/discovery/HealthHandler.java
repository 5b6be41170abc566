package dev.setpoint.api.discovery;

import dev.setpoint.api.rest.Query;
import dev.setpoint.api.rest.RequestInfo;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.stereotype.Component;

/**
 * {@code /healthz}, {@code /livez} and {@code /readyz}, each also by single check, in the words of
 * k8s.io/apiserver/pkg/server/healthz. Why a check failed is logged, never shown: anyone may ask.
 */
@Component
final class HealthHandler implements PathHandler {

  private static final Logger log = LoggerFactory.getLogger(HealthHandler.class);

  private final List<HealthCheck> checks = new ArrayList<>();

  HealthHandler(List<HealthCheck> checks, ApplicationAvailability availability) {
    this.checks.add(check("ping", true, () -> true, ""));
    this.checks.addAll(checks);
    this.checks.add(
        check(
            "startup",
            false,
            () -> availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC,
            "starting or stopping"));
  }

  @Override
  public boolean handle(RequestInfo info, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    for (String endpoint : List.of("healthz", "livez", "readyz")) {
      if (info.path().equals("/" + endpoint)) {
        Query query = Query.parse(request.getQueryString());
        all(endpoint, query.has("verbose"), new TreeSet<>(query.all("exclude")), response);
        return true;
      }
      if (info.path().startsWith("/" + endpoint + "/")) {
        return one(endpoint, info.path().substring(endpoint.length() + 2), response);
      }
    }
    return false;
  }

  private boolean one(String endpoint, String name, HttpServletResponse response)
      throws IOException {
    for (HealthCheck check : checksOf(endpoint)) {
      if (check.name().equals(name)) {
        String problem = check.problem();
        if (problem == null) {
          Answers.text(response, 200, "ok");
        } else {
          log.info("{} check failed: {}: {}", endpoint, name, problem);
          Answers.text(response, 500, "internal server error: " + name + " failed\n");
        }
        return true;
      }
    }
    return false;
  }

  private void all(
      String endpoint, boolean verbose, Set<String> excluded, HttpServletResponse response)
      throws IOException {
    StringBuilder report = new StringBuilder();
    List<String> failed = new ArrayList<>();
    Set<String> unknown = new TreeSet<>(excluded);
    for (HealthCheck check : checksOf(endpoint)) {
      String name = check.name();
      if (unknown.remove(name)) {
        report.append("[+]").append(name).append(" excluded: ok\n");
        continue;
      }
      String problem = check.problem();
      if (problem == null) {
        report.append("[+]").append(name).append(" ok\n");
      } else {
        report.append("[-]").append(name).append(" failed: reason withheld\n");
        failed.add(name + ": " + problem);
      }
    }
    for (String name : unknown) {
      report
          .append("warn: some health checks cannot be excluded: no matches for \"")
          .append(name)
          .append("\"\n");
    }
    if (!failed.isEmpty()) {
      log.info("{} check failed: {}", endpoint, String.join("; ", failed));
      Answers.text(response, 500, report + endpoint + " check failed\n");
    } else if (verbose) {
      Answers.text(response, 200, report + endpoint + " check passed\n");
    } else {
      Answers.text(response, 200, "ok");
    }
  }

  private List<HealthCheck> checksOf(String endpoint) {
    return endpoint.equals("livez") ? checks.stream().filter(HealthCheck::vital).toList() : checks;
  }

  private static HealthCheck check(
      String name, boolean vital, java.util.function.BooleanSupplier fine, String otherwise) {
    return new HealthCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public boolean vital() {
        return vital;
      }

      @Override
      public @Nullable String problem() {
        return fine.getAsBoolean() ? null : otherwise;
      }
    };
  }
}
