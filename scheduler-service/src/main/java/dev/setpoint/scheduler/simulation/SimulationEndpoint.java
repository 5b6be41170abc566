package dev.setpoint.scheduler.simulation;

import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.DeciderFactory;
import dev.setpoint.scheduler.framework.Sampling;
import dev.setpoint.scheduler.preemption.Budgets;
import dev.setpoint.scheduler.simulation.Simulator.Outcome;
import dev.setpoint.scheduler.simulation.Simulator.Placement;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers the API service's what-if questions; any replica can, since all follow the cluster. */
@RestController
final class SimulationEndpoint {

  private static final String CLIENT = "kube-apiserver-kubelet-client";
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private final ClusterCache cache;
  private final DeciderFactory deciders;
  private final Store<PodDisruptionBudget> budgets;

  SimulationEndpoint(ClusterCache cache, DeciderFactory deciders, Informers informers) {
    this.cache = cache;
    this.deciders = deciders;
    this.budgets = informers.informer(PodDisruptionBudget.class).store();
  }

  @PostMapping("/simulations")
  ResponseEntity<byte[]> simulate(@RequestBody byte[] body, HttpServletRequest request) {
    if (!fromTheApi(request)) {
      return ResponseEntity.status(HttpStatus.FORBIDDEN).build();
    }
    ObjectNode question = KubeJson.readObject(body);
    List<PodInfo> pods = new ArrayList<>();
    for (JsonNode asked : question.path("pods")) {
      Pod pod = KubeJson.toTyped(asked.path("pod"), Pod.class);
      pods.addAll(Simulator.copies(pod, asked.path("count").asInt(1)));
    }
    Set<String> removed = new LinkedHashSet<>();
    question.path("removedNodes").forEach(name -> removed.add(name.asString()));
    // All Nodes are looked at, so that the answer doesn't depend on where a sample begins.
    Decider decider = deciders.decider(new Sampling(100));
    Outcome outcome =
        new Simulator(decider).run(cache.snapshot(), pods, removed, Budgets.of(budgets.list()));
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(KubeJson.write(answer(outcome)));
  }

  private static boolean fromTheApi(HttpServletRequest request) {
    if (!(request.getAttribute(CERTIFICATES) instanceof X509Certificate[] shown)
        || shown.length == 0) {
      return false;
    }
    try {
      LdapName name = new LdapName(shown[0].getSubjectX500Principal().getName());
      return name.getRdns().stream()
          .anyMatch(rdn -> rdn.getType().equals("CN") && CLIENT.equals(rdn.getValue()));
    } catch (InvalidNameException e) {
      return false;
    }
  }

  private static ObjectNode answer(Outcome outcome) {
    ObjectNode status = KubeJson.TREES.createObjectNode();
    outcome.displaced().forEach(p -> write(p, status.withArray("/displaced")));
    outcome.placements().forEach(p -> write(p, status.withArray("/placements")));
    outcome.unknownNodes().forEach(status.withArray("/unknownNodes")::add);
    outcome.violatedBudgets().forEach(status.withArray("/violatedBudgets")::add);
    return status;
  }

  private static void write(Placement placement, ArrayNode into) {
    ObjectNode tree =
        into.addObject().put("namespace", placement.namespace()).put("name", placement.name());
    if (!placement.from().isEmpty()) {
      tree.put("fromNode", placement.from());
    }
    if (!placement.node().isEmpty()) {
      tree.put("nodeName", placement.node());
    } else {
      tree.put("message", placement.message());
    }
  }
}
