package dev.setpoint.api.reasons;

import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.auth.Authorizers;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.rest.Answers;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.SubresourceHandler;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells of any object how it differs from what is wanted, who works on it, what that waits for, and
 * which chain of causes leads to it and on to the containers. Whoever may get the object may ask;
 * of other objects, only those tell that the one who asks may read.
 */
@Component
final class ExplainHandler implements SubresourceHandler {

  private final ObjectStore store;
  private final Relatives relatives;
  private final Authorizers authorizers;

  ExplainHandler(ObjectStore store, Relatives relatives, Authorizers authorizers) {
    this.store = store;
    this.relatives = relatives;
    this.authorizers = authorizers;
  }

  @Override
  public boolean serves(ResourceType type, String subresource) {
    return subresource.equals("explain");
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    ObjectNode subject =
        store
            .get(exchange.type(), exchange.key())
            .orElseThrow(() -> ApiException.notFound(exchange.type(), exchange.name()))
            .tree();
    Readable readable = new Readable(authorizers, RequestIdentity.of(exchange.request()));
    Link below = relatives.below(subject, readable);
    Link top = relatives.above(below, readable);
    Answers.writeIndented(
        exchange, Explanation.of(subject, below, top, events(top, subject, readable)));
  }

  private List<ObjectNode> events(Link top, ObjectNode subject, Readable readable) {
    String own = text(subject, "metadata", "namespace");
    String namespace = own.isEmpty() ? "default" : own;
    if (!readable.lists(Relatives.EVENTS, namespace)) {
      return List.of();
    }
    Set<String> uids = new HashSet<>();
    Explanation.walk(top, link -> uids.add(text(link.object(), "metadata", "uid")));
    // Events about a Node carry its name where a uid belongs, as kubelets write them.
    uids.add(text(subject, "metadata", "name"));
    return relatives.find(
        Relatives.EVENTS, namespace, event -> uids.contains(text(event, "involvedObject", "uid")));
  }
}
