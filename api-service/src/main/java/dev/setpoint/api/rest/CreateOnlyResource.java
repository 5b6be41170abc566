package dev.setpoint.api.rest;

import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;

/** A resource that is never stored: posting to its collection does something. A bean each. */
public interface CreateOnlyResource {

  ResourceType type();

  /**
   * @param post {@code strategy} is the one that {@link #actsOn} names
   */
  void create(Exchange post) throws IOException;

  /** The plural, in the same group and version, of the resource that this acts on. */
  default String actsOn() {
    return type().plural();
  }
}
