package dev.setpoint.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RolloutStatusTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Deployment deployment = Sets.deployment(2, "1", "0");

  private static DeploymentCondition condition(DeploymentStatus status, String type) {
    return Objects.requireNonNull(Conditions.find(RolloutStatus.conditions(status), type));
  }

  private static Deployment with(Deployment deployment, DeploymentStatus status) {
    return new DeploymentBuilder(deployment).withStatus(status).build();
  }

  private static DeploymentStatus status(Deployment deployment, ReplicaSet set, Instant now) {
    return RolloutStatus.rollout(deployment, List.of(set), set, now);
  }

  @Test
  void goesFromProgressingToCompleteInKubernetesWords() {
    DeploymentStatus first = status(deployment, Sets.set("web-x", 0, 2, 0), START);
    assertThat(condition(first, "Available").getMessage())
        .isEqualTo("Deployment does not have minimum availability.");
    assertThat(condition(first, "Progressing").getReason()).isEqualTo("ReplicaSetUpdated");
    assertThat(condition(first, "Progressing").getMessage())
        .isEqualTo("ReplicaSet \"web-x\" is progressing.");
    assertThat(first.getUnavailableReplicas()).isEqualTo(2);

    Instant later = START.plusSeconds(5);
    DeploymentStatus done = status(with(deployment, first), Sets.set("web-x", 0, 2, 2), later);
    assertThat(condition(done, "Available").getStatus()).isEqualTo("True");
    assertThat(condition(done, "Progressing").getReason()).isEqualTo("NewReplicaSetAvailable");
    assertThat(condition(done, "Progressing").getMessage())
        .isEqualTo("ReplicaSet \"web-x\" has successfully progressed.");
    assertThat(condition(done, "Progressing").getLastTransitionTime())
        .as("the status was True before")
        .isEqualTo(START.toString());
    assertThat(condition(done, "Progressing").getLastUpdateTime()).isEqualTo(later.toString());
    assertThat(done.getUnavailableReplicas()).isNull();
  }

  @Test
  void standingStillBeyondTheDeadlineIsAFailureThatProgressHeals() {
    ReplicaSet none = Sets.set("web-x", 0, 2, 0);
    DeploymentStatus first = status(deployment, none, START);
    Deployment stuck = with(deployment, first);
    assertThat(RolloutStatus.nextCheck(stuck, first, START)).contains(Duration.ofSeconds(601));
    DeploymentStatus same = status(stuck, none, START.plusSeconds(600));
    assertThat(condition(same, "Progressing").getStatus()).isEqualTo("True");
    DeploymentStatus late = status(stuck, none, START.plusSeconds(601));
    assertThat(condition(late, "Progressing").getReason()).isEqualTo("ProgressDeadlineExceeded");
    assertThat(condition(late, "Progressing").getMessage())
        .isEqualTo("ReplicaSet \"web-x\" has timed out progressing.");
    assertThat(RolloutStatus.nextCheck(stuck, late, START)).isEmpty();
    DeploymentStatus healed =
        status(with(deployment, late), Sets.set("web-x", 0, 2, 2), START.plusSeconds(700));
    assertThat(condition(healed, "Progressing").getStatus()).isEqualTo("True");
  }

  @Test
  void aCompleteRolloutStaysCompleteWhenAPodFails() {
    DeploymentStatus first = status(deployment, Sets.set("web-x", 0, 2, 2), START);
    DeploymentStatus after =
        status(with(deployment, first), Sets.set("web-x", 0, 2, 1), START.plusSeconds(5000));
    assertThat(condition(after, "Progressing").getReason()).isEqualTo("NewReplicaSetAvailable");
    assertThat(condition(after, "Available").getStatus()).isEqualTo("False");
  }
}
