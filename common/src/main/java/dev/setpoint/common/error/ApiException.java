package dev.setpoint.common.error;

import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with a failure Status. One factory per reason, in the words of
 * kube-apiserver (k8s.io/apimachinery/pkg/api/errors).
 */
public final class ApiException extends RuntimeException {

  private final int code;
  private final @Nullable StatusReason reason;
  private final @Nullable Details details;

  /**
   * What the Status is about. Empty strings, an empty list and zero are left out of the answer.
   *
   * @param kind the resource's plural for requests by name, the kind for invalid objects
   * @param retryAfterSeconds also sent as the Retry-After header when positive
   */
  public record Details(
      String group,
      String kind,
      String name,
      String uid,
      List<StatusCause> causes,
      int retryAfterSeconds) {

    public static Details of(ResourceType type, String name) {
      return new Details(type.group(), type.plural(), name, "", List.of(), 0);
    }
  }

  /** For the few answers with an unusual code, reason or details; prefer the factories. */
  public ApiException(
      int code, @Nullable StatusReason reason, String message, @Nullable Details details) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  public int code() {
    return code;
  }

  public @Nullable StatusReason reason() {
    return reason;
  }

  public @Nullable Details details() {
    return details;
  }

  public String message() {
    return String.valueOf(getMessage());
  }

  private static ApiException of(StatusReason reason, String message, @Nullable Details details) {
    return new ApiException(reason.code(), reason, message, details);
  }

  public static ApiException badRequest(String message) {
    return of(StatusReason.BadRequest, message, null);
  }

  public static ApiException unauthorized() {
    return of(StatusReason.Unauthorized, "Unauthorized", null);
  }

  public static ApiException forbidden(ResourceType type, String name, String why) {
    String subject = type.qualifiedName() + (name.isEmpty() ? "" : " \"" + name + "\"");
    return of(StatusReason.Forbidden, subject + " is forbidden: " + why, Details.of(type, name));
  }

  public static ApiException notFound(ResourceType type, String name) {
    return of(
        StatusReason.NotFound,
        type.qualifiedName() + " \"" + name + "\" not found",
        Details.of(type, name));
  }

  /** A path that nothing serves. */
  public static ApiException noSuchResource() {
    return of(
        StatusReason.NotFound,
        "the server could not find the requested resource",
        new Details("", "", "", "", List.of(), 0));
  }

  public static ApiException alreadyExists(ResourceType type, String name) {
    return of(
        StatusReason.AlreadyExists,
        type.qualifiedName() + " \"" + name + "\" already exists",
        Details.of(type, name));
  }

  public static ApiException conflict(ResourceType type, String name, String why) {
    return of(
        StatusReason.Conflict,
        "Operation cannot be fulfilled on " + type.qualifiedName() + " \"" + name + "\": " + why,
        Details.of(type, name));
  }

  /** The answer to a write against a resourceVersion that is no longer current. */
  public static ApiException modified(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  public static ApiException expired(String message) {
    return of(StatusReason.Expired, message, null);
  }

  public static ApiException tooLarge(String message) {
    return of(StatusReason.RequestEntityTooLarge, message, null);
  }

  public static ApiException unsupportedMediaType(String message) {
    return of(StatusReason.UnsupportedMediaType, message, null);
  }

  /** 422 with a cause per wrong field. */
  public static ApiException invalid(
      String group, String kind, String name, List<StatusCause> causes) {
    List<String> texts =
        causes.stream().map(c -> c.field() + ": " + c.message()).distinct().toList();
    String list = texts.size() > 1 ? "[" + String.join(", ", texts) + "]" : String.join("", texts);
    String subject = kind + (group.isEmpty() ? "" : "." + group);
    return of(
        StatusReason.Invalid,
        subject + " \"" + name + "\" is invalid: " + list,
        new Details(group, kind, name, "", causes, 0));
  }

  public static ApiException internal(String message) {
    return of(
        StatusReason.InternalError,
        "Internal error occurred: " + message,
        new Details("", "", "", "", List.of(new StatusCause("", message, "")), 0));
  }

  /** The time that a request may take was over. */
  public static ApiException timeout(String message) {
    return of(StatusReason.Timeout, message, new Details("", "", "", "", List.of(), 0));
  }

  public static ApiException unavailable(String message) {
    return of(StatusReason.ServiceUnavailable, message, null);
  }
}
