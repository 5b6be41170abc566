package dev.setpoint.api.rbac;

import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.watch.CachedObject;
import dev.setpoint.api.watch.Follower;
import dev.setpoint.api.watch.WatchHub;
import dev.setpoint.common.resource.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Keeps the policy index up to date. Started when the default policy is in place, so that nobody is
 * refused what it grants.
 */
@Component
final class PolicyFeed implements DisposableBean {

  private final PolicyIndex index;
  private final PolicyReady ready;
  private final ObjectStore store;
  private final WatchHub hub;
  private final List<Follower> followers = new ArrayList<>();

  PolicyFeed(PolicyIndex index, PolicyReady ready, ObjectStore store, WatchHub hub) {
    this.index = index;
    this.ready = ready;
    this.store = store;
    this.hub = hub;
  }

  void start() {
    for (RbacKind kind : RbacKind.values()) {
      Follower follower = new Follower(kind.type(), store, hub, new IndexSink(kind));
      followers.add(follower);
      follower.start();
    }
  }

  private final class IndexSink implements Follower.Sink {
    private final RbacKind kind;
    private boolean read;

    IndexSink(RbacKind kind) {
      this.kind = kind;
    }

    @Override
    public void put(CachedObject object) {
      index.put(kind, object.key(), object.tree());
    }

    @Override
    public void remove(ObjectKey key) {
      index.remove(kind, key);
    }

    @Override
    public void listed(Set<ObjectKey> keys) {
      index.retain(kind, keys);
      if (!read) {
        read = true;
        ready.read();
      }
    }
  }

  @Override
  public void destroy() {
    followers.forEach(Follower::stop);
  }
}
