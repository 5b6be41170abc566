package dev.setpoint.api.storage;

import java.util.List;

/** Hears of this replica's commits at once, in revision order. Must neither block nor throw. */
public interface CommitListener {

  void committed(List<Change> changes);
}
