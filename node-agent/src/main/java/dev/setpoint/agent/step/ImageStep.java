package dev.setpoint.agent.step;

import dev.setpoint.agent.cluster.ConfigSource;
import dev.setpoint.agent.cluster.PodEvents;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.ImageState;
import dev.setpoint.agent.runtime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes sure a container's image is present, by its pull policy. One per Pod. */
public final class ImageStep {

  private static final Duration FIRST_DELAY = Duration.ofSeconds(10);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

  private final ContainerRuntime runtime;
  private final PodEvents events;
  private final Clock clock;
  private final PullSecrets secrets;
  private final Map<String, Failed> failures = new HashMap<>();

  private record Failed(String message, Duration delay, Instant retryAt) {}

  public ImageStep(ContainerRuntime runtime, ConfigSource api, PodEvents events, Clock clock) {
    this.runtime = runtime;
    this.events = events;
    this.clock = clock;
    this.secrets = new PullSecrets(api);
  }

  public ImageState ensure(Pod pod, Container container) throws StepFailure {
    String image = container.getImage();
    if (image == null || !ImageReference.valid(image)) {
      String why =
          "Failed to apply default image tag \""
              + image
              + "\": couldn't parse image name \""
              + image
              + "\": invalid reference format";
      events.warning(pod, container, "InspectFailed", why);
      throw new StepFailure("InvalidImageName", why);
    }
    String policy = container.getImagePullPolicy();
    if (policy == null || policy.isEmpty()) {
      policy = ImageReference.defaultPolicy(image);
    }
    ImageState present = runtime.image(image);
    if (policy.equals("Never") && present == null) {
      String why = "Container image \"" + image + "\" is not present with pull policy of Never";
      events.warning(pod, container, "ErrImageNeverPull", why);
      throw new StepFailure("ErrImageNeverPull", why);
    }
    if (present != null && !policy.equals("Always")) {
      events.normal(
          pod, container, "Pulled", "Container image \"" + image + "\" already present on machine");
      return present;
    }
    return pull(pod, container, image);
  }

  private ImageState pull(Pod pod, Container container, String image) throws StepFailure {
    Instant start = clock.instant();
    Failed failed = failures.get(image);
    if (failed != null && start.isBefore(failed.retryAt())) {
      String why = "Back-off pulling image \"" + image + "\"";
      events.normal(pod, container, "BackOff", why);
      throw new StepFailure("ImagePullBackOff", why + ": ErrImagePull: " + failed.message());
    }
    events.normal(pod, container, "Pulling", "Pulling image \"" + image + "\"");
    try {
      runtime.pull(image, secrets.forImage(pod, image));
    } catch (RuntimeFailure e) {
      if (e.kind() == RuntimeFailure.Kind.UNAVAILABLE) {
        throw e;
      }
      events.warning(
          pod, container, "Failed", "Failed to pull image \"" + image + "\": " + e.message());
      failures.put(image, next(failed, e.message()));
      throw new StepFailure("ErrImagePull", e.message(), e);
    }
    failures.remove(image);
    @Nullable ImageState pulled = runtime.image(image);
    if (pulled == null) {
      throw new StepFailure("ErrImagePull", "the image vanished after it was pulled");
    }
    String took =
        String.format(
            Locale.ROOT, "%.3fs", Duration.between(start, clock.instant()).toMillis() / 1000.0);
    events.normal(
        pod,
        container,
        "Pulled",
        "Successfully pulled image \""
            + image
            + "\" in "
            + took
            + " ("
            + took
            + " including waiting). Image size: "
            + pulled.sizeBytes()
            + " bytes.");
    return pulled;
  }

  private Failed next(@Nullable Failed before, String message) {
    Duration delay = before == null ? FIRST_DELAY : before.delay().multipliedBy(2);
    if (delay.compareTo(LONGEST_DELAY) > 0) {
      delay = LONGEST_DELAY;
    }
    return new Failed(message, delay, clock.instant().plus(delay));
  }

  /** When a failed pull may be tried again; null when none is held back. */
  public @Nullable Instant retryAt() {
    return failures.values().stream().map(Failed::retryAt).min(Instant::compareTo).orElse(null);
  }
}
