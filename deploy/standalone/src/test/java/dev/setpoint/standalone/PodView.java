package dev.setpoint.standalone;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A Pod's status and the containers behind it. */
record PodView(
    String name,
    String uid,
    String phase,
    String ip,
    boolean ready,
    boolean deleted,
    Map<String, ContainerView> containers) {

  /** One container as its Pod's status tells. */
  record ContainerView(String id, int restarts, boolean ready, boolean running) {}

  static PodView of(JsonNode pod) {
    JsonNode status = pod.path("status");
    Map<String, ContainerView> containers = new LinkedHashMap<>();
    for (JsonNode c : status.path("containerStatuses")) {
      containers.put(
          c.path("name").asString(""),
          new ContainerView(
              c.path("containerID").asString("").replaceFirst("^docker://", ""),
              c.path("restartCount").asInt(),
              c.path("ready").asBoolean(),
              c.path("state").has("running")));
    }
    boolean ready = false;
    for (JsonNode condition : status.path("conditions")) {
      ready |=
          condition.path("type").asString("").equals("Ready")
              && condition.path("status").asString("").equals("True");
    }
    return new PodView(
        pod.at("/metadata/name").asString(""),
        pod.at("/metadata/uid").asString(""),
        status.path("phase").asString(""),
        status.path("podIP").asString(""),
        ready,
        pod.path("metadata").has("deletionTimestamp"),
        containers);
  }

  ContainerView container(String container) {
    ContainerView view = containers.get(container);
    if (view == null) {
      throw new AssertionError("no status of container " + container + " in " + this);
    }
    return view;
  }

  int restarts(String container) {
    return container(container).restarts();
  }
}
