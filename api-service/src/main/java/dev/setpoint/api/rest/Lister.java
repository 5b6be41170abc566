package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.Document;
import dev.setpoint.api.selector.Selection;
import dev.setpoint.api.storage.ListQuery;
import dev.setpoint.api.storage.ObjectCursor;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.watch.CachedObject;
import dev.setpoint.api.watch.WatchHub;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Opens lists at the revision that the options ask for, from the store or from memory. */
@Component
final class Lister {

  private final ObjectStore store;
  private final WatchHub hub;

  Lister(ObjectStore store, WatchHub hub) {
    this.store = store;
    this.hub = hub;
  }

  /** A list that holds resources until it is closed. */
  interface Opened extends ListWriter.Source, AutoCloseable {
    @Override
    void close();
  }

  /**
   * @param namespace empty for all
   */
  Opened open(ResourceType type, String namespace, ListOptions options) {
    Selection selection = options.selection();
    String within = namespace;
    if (type.namespaced() && within.isEmpty() && selection.namespace() != null) {
      within = selection.namespace();
    }
    if (!options.continueToken().isEmpty()) {
      return goOn(type, namespace, within, options);
    }
    long version = Versions.parseForList(options.resourceVersion());
    if (options.resourceVersion().equals("0")) {
      return fromMemory(type, within, selection);
    }
    boolean exact =
        options.resourceVersionMatch().equals("Exact")
            || (version > 0 && options.limit() > 0 && options.resourceVersionMatch().isEmpty());
    if (version > 0) {
      long current = store.revision();
      if (version > current) {
        if (exact) {
          throw new ApiException(500, null, "required revision is a future revision", null);
        }
        throw Versions.tooLarge(version, current);
      }
    }
    if (!exact && selection.name() != null && (!type.namespaced() || !within.isEmpty())) {
      return single(type, new ObjectKey(within, selection.name()), selection);
    }
    return cursor(type, namespace, within, exact ? version : 0, null, options);
  }

  private Opened goOn(ResourceType type, String namespace, String within, ListOptions options) {
    if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals("0")) {
      throw ApiException.badRequest(
          "specifying resource version is not allowed when using continue");
    }
    ContinueToken token =
        ContinueToken.decode(options.continueToken(), type.namespaced() ? namespace : "");
    try {
      return cursor(type, namespace, within, Math.max(0, token.revision()), token.after(), options);
    } catch (ApiException e) {
      if (e.code() == 410) {
        throw new ExpiredContinue(
            new ContinueToken(-1, token.after()).encode(type.namespaced() && namespace.isEmpty()));
      }
      throw e;
    }
  }

  private Opened cursor(
      ResourceType type,
      String namespace,
      String within,
      long revision,
      @Nullable ObjectKey after,
      ListOptions options) {
    ObjectCursor cursor =
        store.list(
            new ListQuery(
                type,
                within.isEmpty() ? null : within,
                revision,
                after,
                options.limit(),
                options.selection().filter()));
    return new CursorSource(cursor, type.namespaced() && namespace.isEmpty(), options.limit() > 0);
  }

  private static final class CursorSource implements Opened {
    private final ObjectCursor cursor;
    private final boolean allNamespaces;
    private final boolean limited;
    private @Nullable ObjectKey last;

    CursorSource(ObjectCursor cursor, boolean allNamespaces, boolean limited) {
      this.cursor = cursor;
      this.allNamespaces = allNamespaces;
      this.limited = limited;
    }

    @Override
    public boolean mayBeCut() {
      return limited;
    }

    @Override
    public boolean hasNext() {
      return cursor.hasNext();
    }

    @Override
    public Document next() {
      StoredObject object = cursor.next();
      last = object.key();
      return Document.of(object);
    }

    @Override
    public long revision() {
      return cursor.revision();
    }

    @Override
    public String continueToken() {
      return limited && last != null && cursor.hasMore()
          ? new ContinueToken(cursor.revision(), last).encode(allNamespaces)
          : "";
    }

    @Override
    public long remaining() {
      return cursor.remaining();
    }

    @Override
    public void close() {
      cursor.close();
    }
  }

  /** Of objects that no revision is known of. */
  static Opened unversioned(List<Document> documents) {
    return new Fixed(documents, 0);
  }

  /** A list of what one key holds needs no list. */
  private Opened single(ResourceType type, ObjectKey key, Selection selection) {
    long revision = store.revision();
    Optional<StoredObject> found = store.get(type, key);
    List<Document> documents = new ArrayList<>(1);
    if (found.isPresent()) {
      Document document = Document.of(found.get());
      Predicate<ObjectNode> filter = selection.filter();
      if (filter == null || filter.test(document.tree())) {
        documents.add(document);
      }
      revision = Math.max(revision, found.get().revision());
    }
    return new Fixed(documents, revision);
  }

  private Opened fromMemory(ResourceType type, String within, Selection selection) {
    WatchHub.Snapshot snapshot = hub.snapshot(type);
    List<Document> documents = new ArrayList<>();
    Predicate<ObjectNode> filter = selection.filter();
    for (CachedObject object : snapshot.objects()) {
      if ((within.isEmpty() || object.key().namespace().equals(within))
          && (filter == null || filter.test(object.tree()))) {
        documents.add(Document.of(object));
      }
    }
    return new Fixed(documents, snapshot.revision());
  }

  private static final class Fixed implements Opened {
    private final List<Document> documents;
    private final long revision;
    private int next;

    Fixed(List<Document> documents, long revision) {
      this.documents = documents;
      this.revision = revision;
    }

    @Override
    public boolean mayBeCut() {
      return false;
    }

    @Override
    public boolean hasNext() {
      return next < documents.size();
    }

    @Override
    public Document next() {
      return documents.get(next++);
    }

    @Override
    public long revision() {
      return revision;
    }

    @Override
    public String continueToken() {
      return "";
    }

    @Override
    public long remaining() {
      return -1;
    }

    @Override
    public void close() {}
  }
}
