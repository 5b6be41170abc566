package dev.setpoint.api.storage;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** The store over Postgres; only the primary is read. */
@Component
class PostgresStore implements ObjectStore {

  private final GroupCommit groupCommit;
  private final ResourceReader resources;
  private final RevisionRepository revisions;
  private final ListReader lists;
  private final Seals seals;

  PostgresStore(
      GroupCommit groupCommit,
      ResourceReader resources,
      RevisionRepository revisions,
      ListReader lists,
      Seals seals) {
    this.seals = seals;
    this.groupCommit = groupCommit;
    this.resources = resources;
    this.revisions = revisions;
    this.lists = lists;
  }

  @Override
  public WriteResult write(Write write) {
    WriteResult result = groupCommit.write(write);
    return result instanceof WriteResult.Done(StoredObject stored)
        ? new WriteResult.Done(seals.open(write.type().qualifiedName(), stored))
        : result;
  }

  @Override
  public Optional<StoredObject> get(ResourceType type, ObjectKey key) {
    try {
      return resources.find(type, key).map(found -> seals.open(type.qualifiedName(), found));
    } catch (DataAccessException e) {
      throw DatabaseErrors.unreadable(e);
    }
  }

  @Override
  public ObjectCursor list(ListQuery query) {
    return new ChunkedCursor(lists, query);
  }

  @Override
  public long revision() {
    return read(revisions::newest);
  }

  @Override
  public long oldestRevision() {
    return read(revisions::droppedTo);
  }

  private static long read(LongSupplier query) {
    try {
      return query.getAsLong();
    } catch (DataAccessException | TransactionException e) {
      throw DatabaseErrors.unreadable(e);
    }
  }
}
