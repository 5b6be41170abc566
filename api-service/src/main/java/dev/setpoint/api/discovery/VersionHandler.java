package dev.setpoint.api.discovery;

import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.common.json.KubeJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /version}: the Kubernetes version whose API this is, with Setpoint's own as build metadata
 * (semver.org, 10). Fields named after Go hold what corresponds to them here.
 */
@Component
final class VersionHandler implements PathHandler {

  private final byte[] answer = KubeJson.write(document(projectVersion()));

  @Override
  public boolean handle(RequestInfo info, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!info.path().equals("/version") && !info.path().equals("/version/")) {
      return false;
    }
    Answers.requireGet(request);
    Answers.requireAccepted(request, "application/json");
    Answers.bytes(response, 200, "application/json", answer);
    return true;
  }

  static ObjectNode document(String projectVersion) {
    String architecture = System.getProperty("os.arch");
    return KubeJson.TREES
        .createObjectNode()
        .put("major", "1")
        .put("minor", "33")
        .put("emulationMajor", "1")
        .put("emulationMinor", "33")
        .put("minCompatibilityMajor", "1")
        .put("minCompatibilityMinor", "32")
        .put("gitVersion", "v1.33.0+setpoint." + projectVersion)
        .put("gitCommit", "")
        .put("gitTreeState", "")
        .put("buildDate", "1970-01-01T00:00:00Z")
        .put("goVersion", "java" + Runtime.version())
        .put("compiler", "javac")
        .put(
            "platform",
            System.getProperty("os.name").toLowerCase(Locale.ROOT)
                + "/"
                + (architecture.equals("aarch64") ? "arm64" : architecture));
  }

  private static String projectVersion() {
    Properties properties = new Properties();
    try (InputStream in =
        Objects.requireNonNull(VersionHandler.class.getResourceAsStream("build.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
