package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.PatchType;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceTypes;
import dev.setpoint.scheduler.gang.Gang;
import dev.setpoint.scheduler.gang.GangBook;
import dev.setpoint.scheduler.gang.GangStatus;
import dev.setpoint.scheduler.gang.PodGroup;
import java.time.Clock;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the status of PodGroups as their gangs are. */
final class PodGroupController implements Controller {

  private final GangBook book;
  private final ApiClient api;
  private final Clock clock;

  PodGroupController(GangBook book, ApiClient api, Clock clock) {
    this.book = book;
    this.api = api;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "pod-group-controller";
  }

  @Override
  public List<Watch<?>> watches() {
    return List.of(Watch.own(PodGroup.class));
  }

  @Override
  public void started(KeyQueue queue) {
    book.onChange(queue::add);
  }

  @Override
  public void stopped() {
    book.onChange(name -> {});
  }

  @Override
  public Result reconcile(ObjectKey key) {
    Gang gang = book.gang(key);
    PodGroup group = gang.group();
    if (group == null || group.getMetadata().getDeletionTimestamp() != null) {
      return Result.done();
    }
    PodGroup.Status status = GangStatus.of(group, gang, book.why(key), clock.instant());
    if (!status.equals(group.getStatus())) {
      ObjectNode patch = KubeJson.TREES.createObjectNode();
      patch.set("status", KubeJson.toTree(status));
      api.patch(ResourceTypes.of(PodGroup.class), key, "status", PatchType.MERGE, patch);
    }
    return Result.done();
  }
}
