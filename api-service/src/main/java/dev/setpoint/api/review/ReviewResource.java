package dev.setpoint.api.review;

import dev.setpoint.api.rest.CreateOnlyResource;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;

/** Joins a review's kind with what answers it. */
record ReviewResource(ReviewKind kind, Answer answer) implements CreateOnlyResource {

  /** What answers a posted review. */
  interface Answer {
    void to(Exchange exchange) throws IOException;
  }

  @Override
  public ResourceType type() {
    return kind.type();
  }

  @Override
  public void create(Exchange post) throws IOException {
    answer.to(post);
  }
}
