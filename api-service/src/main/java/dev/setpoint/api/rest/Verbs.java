package dev.setpoint.api.rest;

import dev.setpoint.api.apply.Applier;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.BodyFormat;
import dev.setpoint.api.pipeline.Creator;
import dev.setpoint.api.pipeline.Decoder;
import dev.setpoint.api.pipeline.DeleteOptions;
import dev.setpoint.api.pipeline.Deleter;
import dev.setpoint.api.pipeline.Document;
import dev.setpoint.api.pipeline.PatchType;
import dev.setpoint.api.pipeline.Patcher;
import dev.setpoint.api.pipeline.UpdateRules;
import dev.setpoint.api.pipeline.Updater;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.pipeline.WriteOptions;
import dev.setpoint.api.pipeline.WriteRequest;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What each verb does with a stored resource and its status. */
@Component
@EnableConfigurationProperties(WatchListProperties.class)
final class Verbs {

  private final ObjectStore store;
  private final Lister lister;
  private final ListWriter lists;
  private final WatchStreamer watches;
  private final Answers answers;
  private final Decoder decoder;
  private final Creator creator;
  private final Updater updater;
  private final Patcher patcher;
  private final Deleter deleter;
  private final DeleteOptionsReader deleteOptions;
  private final Applier applier;
  private final WatchListProperties watchLists;

  Verbs(
      ObjectStore store,
      Lister lister,
      ListWriter lists,
      WatchStreamer watches,
      Answers answers,
      Decoder decoder,
      Creator creator,
      Updater updater,
      Patcher patcher,
      Deleter deleter,
      DeleteOptionsReader deleteOptions,
      Applier applier,
      WatchListProperties watchLists) {
    this.store = store;
    this.lister = lister;
    this.lists = lists;
    this.watches = watches;
    this.answers = answers;
    this.decoder = decoder;
    this.creator = creator;
    this.updater = updater;
    this.patcher = patcher;
    this.deleter = deleter;
    this.deleteOptions = deleteOptions;
    this.applier = applier;
    this.watchLists = watchLists;
  }

  void get(Exchange exchange) throws IOException {
    Accept accept = answers.negotiate(exchange);
    checkName(exchange.name());
    long version = Versions.parse(exchange.query().text("resourceVersion"));
    if (version > 0) {
      long current = store.revision();
      if (version > current) {
        throw Versions.tooLarge(version, current);
      }
    }
    StoredObject found =
        store
            .get(exchange.type(), exchange.key())
            .orElseThrow(() -> ApiException.notFound(exchange.type(), exchange.name()));
    answers.write(exchange, accept, 200, Document.of(found), new Warnings());
  }

  void list(Exchange exchange) throws IOException {
    Accept accept = Accept.negotiate(exchange.request().getHeader("Accept"), true);
    Answers.checkList(accept, exchange.served());
    ListOptions options = ListOptions.parse(exchange.query(), exchange.strategy());
    try (Lister.Opened list = lister.open(exchange.type(), exchange.namespace(), options)) {
      lists.write(exchange, accept, list);
    }
  }

  void watch(Exchange exchange) throws IOException {
    Accept accept = Accept.negotiate(exchange.request().getHeader("Accept"), true);
    ListOptions options =
        ListOptions.parseWatch(exchange.query(), exchange.strategy(), watchLists.enabled());
    if (Boolean.TRUE.equals(options.sendInitialEvents())) {
      long version = Versions.parse(options.resourceVersion());
      long current = store.revision();
      if (version > current) {
        throw Versions.tooLarge(version, current);
      }
    }
    watches.stream(exchange, accept, options);
  }

  void create(Exchange exchange) throws IOException {
    Accept accept = answers.negotiate(exchange);
    WriteRequest write = write(exchange, "CreateOptions");
    byte[] body = Bodies.read(exchange.request());
    ObjectNode object = decode(exchange, body, Bodies.format(exchange.request()), write);
    try {
      Document created = creator.create(write, object);
      answers.write(exchange, accept, 201, created, write.warnings());
    } catch (ApiException e) {
      throw warned(exchange, write, e);
    }
  }

  void update(Exchange exchange) throws IOException {
    Accept accept = answers.negotiate(exchange);
    checkName(exchange.name());
    WriteRequest write = write(exchange, "UpdateOptions");
    byte[] body = Bodies.read(exchange.request());
    BodyFormat format = Bodies.format(exchange.request());
    ObjectNode first = decode(exchange, body, format, write);
    String uid = first.path("metadata").path("uid").asString("");
    boolean main = exchange.info().subresource().isEmpty();
    try {
      updater.checkTarget(write, first);
      Updater.Outcome outcome =
          updater.update(
              write,
              new Redecoded(first, () -> decode(exchange, body, format, write)),
              rules(exchange),
              uid,
              main && exchange.strategy().allowCreateOnUpdate());
      answers.write(
          exchange, accept, outcome.created() ? 201 : 200, outcome.document(), write.warnings());
    } catch (ApiException e) {
      throw warned(exchange, write, e);
    }
  }

  void patch(Exchange exchange) throws IOException {
    PatchType type = PatchType.of(exchange.request().getContentType());
    if (type == null) {
      throw Patcher.unsupported();
    }
    Accept accept = answers.negotiate(exchange);
    checkName(exchange.name());
    if (type == PatchType.APPLY) {
      apply(exchange, accept);
      return;
    }
    WriteRequest write = write(exchange, "PatchOptions");
    Patcher.Patch patch =
        new Patcher.Patch(type, Bodies.read(exchange.request()), exchange.served());
    WriteOptions options = write.options();
    try {
      Updater.Outcome outcome =
          updater.update(
              write,
              current -> patcher.apply(patch, current, options.fieldValidation(), write.warnings()),
              rules(exchange),
              null,
              false);
      answers.write(exchange, accept, 200, outcome.document(), write.warnings());
    } catch (ApiException e) {
      throw warned(exchange, write, e);
    }
  }

  private void apply(Exchange exchange, Accept accept) throws IOException {
    WriteRequest write = write(exchange, Options.apply(exchange.query()));
    byte[] body = Bodies.read(exchange.request());
    ObjectNode applied = decoder.applied(body, write.options().fieldValidation(), write.warnings());
    try {
      Updater.Outcome outcome =
          updater.update(
              write,
              current -> applier.apply(write, current, applied),
              rules(exchange),
              null,
              exchange.info().subresource().isEmpty());
      answers.write(
          exchange, accept, outcome.created() ? 201 : 200, outcome.document(), write.warnings());
    } catch (ApiException e) {
      throw warned(exchange, write, e);
    }
  }

  void delete(Exchange exchange) throws IOException {
    Accept accept = answers.negotiate(exchange);
    checkName(exchange.name());
    DeleteOptions options = deleteOptions.read(exchange.request(), exchange.query());
    WriteRequest write = deletion(exchange, exchange.key(), options);
    Deleter.Outcome outcome = deleter.delete(write, options);
    boolean accepted = !outcome.removed() && Boolean.FALSE.equals(options.orphanDependents());
    answers.write(exchange, accept, accepted ? 202 : 200, outcome.document(), write.warnings());
  }

  void deleteCollection(Exchange exchange) throws IOException {
    Accept accept = Accept.negotiate(exchange.request().getHeader("Accept"), true);
    Answers.checkList(accept, exchange.served());
    ListOptions list = ListOptions.parse(exchange.query(), exchange.strategy());
    DeleteOptions options = deleteOptions.read(exchange.request(), exchange.query());
    List<Document> items = new ArrayList<>();
    try (Lister.Opened opened = lister.open(exchange.type(), exchange.namespace(), list)) {
      opened.forEachRemaining(items::add);
      for (Document item : items) {
        deleteOne(exchange, item, options);
      }
      lists.write(exchange, accept, new Listed(items, opened));
    }
  }

  private void deleteOne(Exchange exchange, Document item, DeleteOptions options) {
    ObjectNode tree = item.tree();
    ObjectKey key =
        new ObjectKey(exchange.namespace(), tree.path("metadata").path("name").asString(""));
    try {
      deleter.delete(deletion(exchange, key, options), options);
    } catch (ApiException e) {
      if (e.code() != 404) {
        throw e;
      }
      // Another one deleted it first, which is as good.
    }
  }

  private static WriteRequest deletion(Exchange exchange, ObjectKey key, DeleteOptions options) {
    return new WriteRequest(
        exchange.strategy(),
        key,
        "",
        new WriteOptions(options.isDryRun(), WriteOptions.FieldValidation.IGNORE),
        RequestIdentity.of(exchange.request()),
        exchange.warnings());
  }

  /** What is written through this path, with the options checked. */
  static WriteRequest write(Exchange exchange, String optionsKind) {
    return write(exchange, Options.write(exchange, optionsKind));
  }

  private static WriteRequest write(Exchange exchange, WriteOptions options) {
    return new WriteRequest(
        exchange.strategy(),
        exchange.key(),
        exchange.info().subresource(),
        options,
        RequestIdentity.of(exchange.request()),
        exchange.warnings());
  }

  private static UpdateRules rules(Exchange exchange) {
    return UpdateRules.of(exchange.strategy(), exchange.info().subresource());
  }

  private ObjectNode decode(Exchange exchange, byte[] body, BodyFormat format, WriteRequest write) {
    return decoder.decode(
        body,
        format,
        exchange.served().apiVersion(),
        exchange.served().kind(),
        write.options().fieldValidation(),
        write.warnings());
  }

  /** A refusal carries the warnings too. */
  static ApiException warned(Exchange exchange, WriteRequest write, ApiException refusal) {
    Answers.addWarnings(exchange.response(), write.warnings());
    return refusal;
  }

  /** Names that could not be a path segment never reach the store. */
  static void checkName(String name) {
    String problem = String.join(";", Names.pathSegment(name, false));
    if (!problem.isEmpty()) {
      throw ApiException.badRequest(
          "Name parameter invalid: " + GoText.quote(name) + ": " + problem);
    }
  }

  /** Items already read, with what the list said of itself. */
  private static final class Listed implements ListWriter.Source {
    private final List<Document> items;
    private final ListWriter.Source source;
    private int next;

    Listed(List<Document> items, ListWriter.Source source) {
      this.items = items;
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      return next < items.size();
    }

    @Override
    public Document next() {
      return items.get(next++);
    }

    @Override
    public boolean mayBeCut() {
      return source.mayBeCut();
    }

    @Override
    public long revision() {
      return source.revision();
    }

    @Override
    public String continueToken() {
      return source.continueToken();
    }

    @Override
    public long remaining() {
      return source.remaining();
    }
  }
}
