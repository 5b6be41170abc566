package dev.setpoint.api.storage;

import java.util.Iterator;

/** A list being read, object by object, in key order. Must be closed. */
public interface ObjectCursor extends Iterator<StoredObject>, AutoCloseable {

  /** The one revision at which the whole list holds. */
  long revision();

  /** After the last object: whether a limit cut the list, so that a continue token is due. */
  boolean hasMore();

  /** After the last object of a cut, unfiltered list: how many objects follow; else -1. */
  long remaining();

  @Override
  void close();
}
