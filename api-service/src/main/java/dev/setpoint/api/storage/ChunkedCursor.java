package dev.setpoint.api.storage;

import dev.setpoint.common.resource.ObjectKey;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A list that holds one chunk in memory at a time. Used by one thread. */
final class ChunkedCursor implements ObjectCursor {

  private final ListReader reader;
  private final ListQuery query;
  private final long revision;

  private Iterator<StoredObject> chunk;
  private boolean complete;
  private @Nullable ObjectKey read;

  /** Found by looking ahead, not yet handed out. */
  private @Nullable StoredObject next;

  private @Nullable ObjectKey handedOut;
  private int count;

  ChunkedCursor(ListReader reader, ListQuery query) {
    this.reader = reader;
    this.query = query;
    this.read = query.after();
    ListReader.Chunk first = reader.read(query, query.atRevision(), read);
    this.revision = first.revision();
    this.chunk = first.objects().iterator();
    this.complete = first.complete();
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public boolean hasNext() {
    return (query.limit() == 0 || count < query.limit()) && lookAhead();
  }

  @Override
  public StoredObject next() {
    StoredObject object = hasNext() ? next : null;
    if (object == null) {
      throw new NoSuchElementException();
    }
    next = null;
    handedOut = object.key();
    count++;
    return object;
  }

  @Override
  public boolean hasMore() {
    return lookAhead();
  }

  @Override
  public long remaining() {
    ObjectKey last = handedOut;
    if (query.filter() != null || last == null || !hasMore()) {
      return -1;
    }
    return reader.count(query, revision, last);
  }

  @Override
  public void close() {
    chunk = List.<StoredObject>of().iterator();
    complete = true;
    next = null;
  }

  private boolean lookAhead() {
    while (next == null) {
      if (chunk.hasNext()) {
        StoredObject candidate = chunk.next();
        read = candidate.key();
        if (query.filter() == null || query.filter().test(candidate.tree())) {
          next = candidate;
        }
      } else if (complete) {
        return false;
      } else {
        ListReader.Chunk more = reader.read(query, revision, read);
        chunk = more.objects().iterator();
        complete = more.complete();
      }
    }
    return true;
  }
}
