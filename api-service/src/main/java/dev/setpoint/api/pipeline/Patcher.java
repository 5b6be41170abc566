package dev.setpoint.api.pipeline;

import dev.setpoint.api.pipeline.WriteOptions.FieldValidation;
import dev.setpoint.api.rest.GoText;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusCause;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns a patch body and an object into the object wanted. */
@Component
public class Patcher {

  private final Decoder decoder;
  private final @Nullable StrategicPatch strategic;

  Patcher(Decoder decoder, ObjectProvider<StrategicPatch> strategic) {
    this.decoder = decoder;
    this.strategic = strategic.getIfAvailable();
  }

  /**
   * A patch as sent.
   *
   * @param target the kind that is patched: that of the resource, or of a subresource
   */
  public record Patch(PatchType type, byte[] body, ResourceType target) {}

  /**
   * @param current is changed
   * @return checked against its kind's fields, but not defaulted
   */
  public ObjectNode apply(
      Patch patch, ObjectNode current, FieldValidation validation, Warnings warnings) {
    Decoder.Parsed parsed = parse(patch);
    return switch (patch.type()) {
      case JSON -> checked(patch, json(parsed.root(), current), parsed, validation, warnings);
      case MERGE -> checked(patch, merge(parsed.root(), current), parsed, validation, warnings);
      case STRATEGIC -> strategic(patch, parsed, current, validation, warnings);
      case APPLY -> throw unsupported();
    };
  }

  private static Decoder.Parsed parse(Patch patch) {
    try {
      return Decoder.parseJson(patch.body(), false);
    } catch (UnreadableBody e) {
      String why = String.valueOf(e.getMessage());
      throw patch.type() == PatchType.STRATEGIC ? ApiException.badRequest(why) : undecodable(why);
    }
  }

  private static ObjectNode json(JsonNode patch, ObjectNode current) {
    if (!(patch instanceof ArrayNode operations)) {
      if (patch.isNull()) {
        return current;
      }
      throw undecodable(
          "json: cannot unmarshal "
              + Decoder.goType(patch)
              + " into Go value of type []handlers.jsonPatchOp");
    }
    if (operations.size() > JsonPatch.MAX_OPERATIONS) {
      throw ApiException.tooLarge(
          "Request entity too large: The allowed maximum operations in a JSON patch is "
              + JsonPatch.MAX_OPERATIONS
              + ", got "
              + operations.size());
    }
    for (JsonNode operation : operations) {
      if (!operation.isObject()) {
        throw undecodable(
            "json: cannot unmarshal "
                + Decoder.goType(operation)
                + " into Go value of type handlers.jsonPatchOp");
      }
    }
    try {
      return JsonPatch.apply(current, operations) instanceof ObjectNode object
          ? object
          : KubeJson.TREES.createObjectNode();
    } catch (JsonPatch.Inapplicable e) {
      throw unprocessable();
    }
  }

  private static ObjectNode merge(JsonNode patch, ObjectNode current) {
    if (patch.isNull()) {
      throw ApiException.badRequest("Invalid JSON Patch");
    }
    return MergePatch.apply(current, object(patch));
  }

  private static ObjectNode changes(JsonNode patch) {
    if (patch instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.badRequest(
        "json: cannot unmarshal "
            + Decoder.goType(patch)
            + " into Go value of type map[string]interface {}");
  }

  private static ObjectNode object(JsonNode patch) {
    if (patch instanceof ObjectNode object) {
      return object;
    }
    throw undecodable(
        "json: cannot unmarshal "
            + Decoder.goType(patch)
            + " into Go value of type map[string]interface {}");
  }

  private ObjectNode checked(
      Patch patch,
      ObjectNode patched,
      Decoder.Parsed parsed,
      FieldValidation validation,
      Warnings warnings) {
    String shown =
        validation == FieldValidation.STRICT
            ? new String(KubeJson.write(patched), StandardCharsets.UTF_8)
            : "";
    String before = shown.isEmpty() ? "" : GoText.quote(shown);
    String problem = recheck(patch, patched, parsed.duplicates(), validation, warnings);
    if (!problem.isEmpty()) {
      throw invalid(
          before.isEmpty()
              ? GoText.quote(new String(KubeJson.write(patched), StandardCharsets.UTF_8))
              : before,
          problem);
    }
    return patched;
  }

  private ObjectNode strategic(
      Patch patch,
      Decoder.Parsed parsed,
      ObjectNode current,
      FieldValidation validation,
      Warnings warnings) {
    if (strategic == null) {
      throw unsupported();
    }
    ObjectNode changes =
        parsed.root().isNull() ? KubeJson.TREES.createObjectNode() : changes(parsed.root());
    ObjectNode patched = strategic.apply(current, changes.deepCopy(), patch.target());
    String problem = recheck(patch, patched, parsed.duplicates(), validation, warnings);
    if (!problem.isEmpty()) {
      throw invalid(GoText.quote(GoText.value(changes)), ConversionWords.of(problem));
    }
    return patched;
  }

  private String recheck(
      Patch patch,
      ObjectNode patched,
      List<String> duplicates,
      FieldValidation validation,
      Warnings warnings) {
    return decoder.recheck(
        patched,
        patch.target().apiVersion(),
        patch.target().kind(),
        patch.type() == PatchType.JSON ? List.of() : duplicates,
        validation,
        warnings);
  }

  private static ApiException undecodable(String why) {
    return ApiException.badRequest("error decoding patch: " + why);
  }

  private static ApiException invalid(String shown, String problem) {
    String message = "Invalid value: " + shown + ": " + problem;
    return ApiException.invalid(
        "", "", "", List.of(new StatusCause("FieldValueInvalid", message, "patch")));
  }

  private static ApiException unprocessable() {
    return new ApiException(
        422,
        StatusReason.Invalid,
        "the server rejected our request due to an error in our request",
        new ApiException.Details("", "", "", "", List.of(), 0));
  }

  /** The answer to a patch of a type that is not read. */
  public static ApiException unsupported() {
    return new ApiException(
        415,
        StatusReason.UnsupportedMediaType,
        "415: Unsupported Media Type",
        new ApiException.Details("", "", "", "", List.of(), 0));
  }
}
