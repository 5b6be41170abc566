package dev.setpoint.api.openapi;

import dev.setpoint.common.resource.ResourceType;
import java.util.List;

/** Lets the bean that serves a subresource say what it takes and that it answers plain text. */
public interface DocumentedSubresource {

  boolean serves(ResourceType type, String subresource);

  List<QueryParameter> parameters();

  default boolean answersText() {
    return true;
  }
}
