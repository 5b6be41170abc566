package dev.setpoint.api.pipeline;

import dev.setpoint.common.error.ApiException;
import tools.jackson.databind.node.ObjectNode;

/** Holds the names in a body against those in the URL. */
public final class Targets {

  private Targets() {}

  public static void matchNamespace(ObjectNode object, String namespace, boolean namespaced) {
    String given = Metadata.text(object, "namespace");
    if (namespaced && !given.isEmpty() && !given.equals(namespace)) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  static void matchName(ObjectNode object, String name) {
    String given = Metadata.text(object, "name");
    if (given.isEmpty()) {
      throw ApiException.badRequest(
          "the name of the object ("
              + name
              + " based on URL) was undeterminable: name must be provided");
    }
    if (!given.equals(name)) {
      throw ApiException.badRequest(
          "the name of the object ("
              + given
              + ") does not match the name on the URL ("
              + name
              + ")");
    }
  }
}
