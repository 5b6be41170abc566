package dev.setpoint.api.storage;

import dev.setpoint.common.error.ApiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Opens what is stored sealed; does nothing where no seal is set up. */
@Component
public class Seals {

  private static final Logger log = LoggerFactory.getLogger(Seals.class);

  private final @Nullable BodySeal seal;

  Seals(ObjectProvider<BodySeal> seal) {
    this.seal = seal.getIfAvailable();
  }

  EncodedWrite encode(Write write) {
    return seal != null && seal.concerns(write.type().qualifiedName())
        ? EncodedWrite.of(write, seal)
        : EncodedWrite.of(write);
  }

  StoredObject open(String type, StoredObject stored) {
    return seal == null || !seal.concerns(type)
        ? stored
        : new StoredObject(
            stored.key(), stored.uid(), stored.revision(), seal.open(type, stored.json()));
  }

  /**
   * The object for those who follow changes: one that can't be opened must not stop all the others,
   * so it is passed on as it is.
   */
  public byte[] openIfPossible(String type, byte[] stored) {
    if (seal == null || !seal.concerns(type)) {
      return stored;
    }
    try {
      return seal.open(type, stored);
    } catch (ApiException e) {
      log.error("a change of {} is passed on sealed: {}", type, e.message());
      return stored;
    }
  }

  Change open(Change change) {
    if (seal == null || !seal.concerns(change.type())) {
      return change;
    }
    byte[] old = change.oldBody();
    return new Change(
        change.revision(),
        change.type(),
        change.key(),
        change.uid(),
        change.op(),
        openIfPossible(change.type(), change.body()),
        old == null ? null : openIfPossible(change.type(), old));
  }

  @Nullable BodySeal seal() {
    return seal;
  }
}
