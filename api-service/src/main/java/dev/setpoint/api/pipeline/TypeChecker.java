package dev.setpoint.api.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Holds a decoded body against the fields of its kind. */
public interface TypeChecker {

  /**
   * Brings the tree to the kind's form in place: unknown fields are dropped, nulls are dropped or
   * become the empty value where Go would decode them so.
   *
   * @param apiVersion of the kind, for example {@code apps/v1}
   */
  Result check(String apiVersion, String kind, ObjectNode object);

  /**
   * @param mismatch the first value of a wrong type in encoding/json's words ({@code json: cannot
   *     unmarshal string into Go struct field …}); null when all types fit
   * @param unknownFields paths such as {@code spec.template.spec.containers[0].imagee}, in the
   *     order met
   */
  record Result(@Nullable String mismatch, List<String> unknownFields) {
    public static final Result FITS = new Result(null, List.of());
  }
}
