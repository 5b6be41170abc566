package dev.setpoint.common.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.testing.FakeApi;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderElectorTest {

  private static final ObjectKey LEASE = new ObjectKey("kube-system", "test");

  @TempDir Path dir;
  private FakeApi api;
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> news = new ArrayList<>();

  @BeforeEach
  void start() {
    api = new FakeApi(dir);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private LeaderElector elector(String identity) {
    return new LeaderElector(
        api.client(),
        LEASE,
        identity,
        LeaderElector.Timing.DEFAULT,
        Clock.systemUTC(),
        nanos::get,
        () -> news.add(identity + " starts"),
        () -> news.add(identity + " stops"));
  }

  private void pass(long seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private Lease lease() {
    return api.client().get(Lease.class, LEASE);
  }

  @Test
  void theFirstLeadsAndTheSecondWaits() {
    LeaderElector a = elector("a");
    LeaderElector b = elector("b");
    a.tryOnce();
    b.tryOnce();
    assertThat(a.isLeader()).isTrue();
    assertThat(b.isLeader()).isFalse();
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("a");
    assertThat(lease().getSpec().getLeaseDurationSeconds()).isEqualTo(15);
    assertThat(news).containsExactly("a starts");
  }

  @Test
  void aPausedLeaderIsFencedBeforeAnotherMayLead() {
    LeaderElector a = elector("a");
    LeaderElector b = elector("b");
    a.tryOnce();
    b.tryOnce();
    pass(10);
    assertThat(a.isLeader()).as("ten seconds after its last renewal, without running").isFalse();
    b.tryOnce();
    assertThat(b.isLeader()).as("the lease has not run out").isFalse();
    pass(5);
    b.tryOnce();
    assertThat(b.isLeader()).isTrue();
    assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);
    a.tryOnce();
    assertThat(a.isLeader()).isFalse();
    assertThat(news).containsExactly("a starts", "b starts", "a stops");
  }

  @Test
  void renewingKeepsOthersOut() {
    LeaderElector a = elector("a");
    LeaderElector b = elector("b");
    for (int i = 0; i < 20; i++) {
      a.tryOnce();
      b.tryOnce();
      assertThat(a.isLeader()).isTrue();
      assertThat(b.isLeader()).isFalse();
      pass(2);
    }
    assertThat(news).containsExactly("a starts");
  }

  @Test
  void aLeaseThatWasDeletedIsMadeAgain() {
    LeaderElector a = elector("a");
    a.tryOnce();
    api.client().delete(lease(), DeleteOptions.background(null));
    a.tryOnce();
    assertThat(a.isLeader()).isTrue();
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("a");
    assertThat(news).containsExactly("a starts");
  }

  @Test
  void aLeaderThatCannotReachTheApiStops() {
    LeaderElector a = elector("a");
    a.tryOnce();
    api.setDown(true);
    pass(8);
    a.tryOnce();
    assertThat(a.isLeader()).as("its lease still holds").isTrue();
    pass(2);
    a.tryOnce();
    assertThat(a.isLeader()).isFalse();
    api.setDown(false);
    a.tryOnce();
    assertThat(a.isLeader()).isTrue();
    assertThat(news).containsExactly("a starts", "a stops", "a starts");
  }

  @Test
  void aCleanStopHandsOverAtOnce() {
    LeaderElector a = elector("a");
    a.start();
    dev.setpoint.common.testing.Await.until("a leads", a::isLeader);
    a.close();
    assertThat(a.isLeader()).isFalse();
    assertThat(lease().getSpec().getHolderIdentity()).isEmpty();
    LeaderElector b = elector("b");
    b.tryOnce();
    assertThat(b.isLeader()).isTrue();
  }
}
