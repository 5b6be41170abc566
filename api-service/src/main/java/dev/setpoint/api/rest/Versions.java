package dev.setpoint.api.rest;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusCause;
import dev.setpoint.common.error.StatusReason;
import java.util.List;

/** Reads resourceVersion parameters. */
final class Versions {

  private Versions() {}

  /** Zero for an empty text; a plain 500 for what is no number, as kube-apiserver answers. */
  static long parse(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    if (text.matches("[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    throw new ApiException(500, null, problem(text), null);
  }

  /** The same for lists, which call it a bad request. */
  static long parseForList(String text) {
    try {
      return parse(text);
    } catch (ApiException e) {
      throw ApiException.badRequest("invalid resource version: " + e.message());
    }
  }

  private static String problem(String text) {
    return "resourceVersion: Invalid value: "
        + GoText.quote(text)
        + ": strconv.ParseUint: parsing "
        + GoText.quote(text)
        + ": invalid syntax";
  }

  /** A read asked for a state that is yet to come. */
  static ApiException tooLarge(long asked, long current) {
    return new ApiException(
        504,
        StatusReason.Timeout,
        "Timeout: Too large resource version: " + asked + ", current: " + current,
        new ApiException.Details(
            "",
            "",
            "",
            "",
            List.of(new StatusCause("ResourceVersionTooLarge", "Too large resource version", "")),
            1));
  }
}
