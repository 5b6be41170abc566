package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.Document;
import dev.setpoint.api.pipeline.Warnings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What can be done with resources that are made when asked for. */
@Component
final class ComputedVerbs {

  private final List<ComputedResource> resources;
  private final Answers answers;
  private final ListWriter lists;

  ComputedVerbs(ObjectProvider<ComputedResource> resources, Answers answers, ListWriter lists) {
    this.resources = resources.stream().toList();
    this.answers = answers;
    this.lists = lists;
  }

  Optional<ComputedResource> find(Exchange exchange) {
    return resources.stream().filter(each -> each.type().equals(exchange.type())).findFirst();
  }

  void get(Exchange exchange, ComputedResource resource) throws IOException {
    Accept accept = answers.negotiate(exchange);
    Verbs.checkName(exchange.name());
    Document found = Document.of(resource.get(exchange.key()));
    answers.write(exchange, accept, 200, found, new Warnings());
  }

  void list(Exchange exchange, ComputedResource resource) throws IOException {
    Accept accept = Accept.negotiate(exchange.request().getHeader("Accept"), true);
    Answers.checkList(accept, exchange.served());
    ListOptions options = ListOptions.parse(exchange.query(), exchange.strategy());
    Predicate<ObjectNode> filter = options.selection().filter();
    List<Document> items =
        resource.list(exchange.namespace(), filter == null ? all -> true : filter).stream()
            .map(Document::of)
            .toList();
    lists.write(exchange, accept, Lister.unversioned(items));
  }
}
