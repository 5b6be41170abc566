package dev.setpoint.controller.clusterroleaggregation;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.List;
import org.springframework.stereotype.Component;

/** Keeps aggregated roles, such as admin, edit and view, what their parts make them. */
@Component
final class ClusterRoleAggregationController implements Controller {

  private final Store<ClusterRole> roles;
  private final ApiClient api;

  ClusterRoleAggregationController(Informers informers, ApiClient api) {
    this.roles = informers.informer(ClusterRole.class).store();
    this.api = api;
  }

  @Override
  public String name() {
    return "clusterrole-aggregation-controller";
  }

  /** A change of any role may change every aggregated one; these are few. */
  @Override
  public List<Watch<?>> watches() {
    return List.of(new Watch<>(ClusterRole.class, (before, after, queue) -> queueAll(queue)));
  }

  private void queueAll(KeyQueue queue) {
    roles.list().stream()
        .filter(AggregatedRules::isAggregated)
        .forEach(role -> queue.add(ObjectKey.of(role)));
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public Result reconcile(ObjectKey key) {
    ClusterRole role = roles.get(key);
    if (role != null && AggregatedRules.isAggregated(role)) {
      List<PolicyRule> rules = AggregatedRules.of(role, roles.list());
      if (!rules.equals(AggregatedRules.orEmpty(role.getRules()))) {
        api.update(new ClusterRoleBuilder(role).withRules(rules).build());
      }
    }
    return Result.done();
  }
}
