package dev.setpoint.api.log;

import dev.setpoint.api.openapi.QueryParameter;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.rest.GoText;
import dev.setpoint.api.rest.Query;
import dev.setpoint.common.error.ApiException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What part of a log is wanted, checked as Kubernetes' ValidatePodLogOptions does. */
record LogOptions(
    String container,
    boolean follow,
    boolean previous,
    boolean timestamps,
    @Nullable Long tailLines,
    @Nullable Long limitBytes,
    @Nullable Long sinceSeconds,
    @Nullable String sinceTime) {

  static final List<QueryParameter> PARAMETERS =
      List.of(
          new QueryParameter(
              "container", "string", "Whose log; may be left out when the Pod has one container."),
          new QueryParameter("follow", "boolean", "Goes on as the log grows."),
          new QueryParameter("limitBytes", "integer", "Ends after this many bytes."),
          new QueryParameter("previous", "boolean", "The log of the container's previous run."),
          new QueryParameter("sinceSeconds", "integer", "Only lines younger than this."),
          new QueryParameter("sinceTime", "string", "Only lines after this time (RFC 3339)."),
          new QueryParameter("tailLines", "integer", "Only this many lines from the end."),
          new QueryParameter("timestamps", "boolean", "Begins each line with its time."));

  static LogOptions of(Query query) {
    String since = query.first("sinceTime");
    if (since != null && since.isEmpty()) {
      since = null;
    }
    if (since != null) {
      requireTime(since);
    }
    return new LogOptions(
        query.text("container"),
        query.flag("follow"),
        query.flag("previous"),
        query.flag("timestamps"),
        query.integer("tailLines"),
        query.integer("limitBytes"),
        query.integer("sinceSeconds"),
        since);
  }

  void validate(String podName) {
    FieldErrors errors = new FieldErrors();
    if (tailLines != null && tailLines < 0) {
      errors.invalid("tailLines", tailLines, "must be greater than or equal to 0");
    }
    if (limitBytes != null && limitBytes < 1) {
      errors.invalid("limitBytes", limitBytes, "must be greater than 0");
    }
    if (sinceSeconds != null && sinceTime != null) {
      errors.forbidden("", "at most one of `sinceTime` or `sinceSeconds` may be specified");
    } else if (sinceSeconds != null && sinceSeconds < 1) {
      errors.invalid("sinceSeconds", sinceSeconds, "must be greater than 0");
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid("", "PodLogOptions", podName, errors.causes());
    }
  }

  /** The query for the node agent; values are escaped, names fixed. */
  String toQuery() {
    List<String> pairs = new ArrayList<>();
    add(pairs, "follow", follow ? "true" : null);
    add(pairs, "previous", previous ? "true" : null);
    add(pairs, "timestamps", timestamps ? "true" : null);
    add(pairs, "tailLines", tailLines);
    add(pairs, "limitBytes", limitBytes);
    add(pairs, "sinceSeconds", sinceSeconds);
    add(pairs, "sinceTime", sinceTime);
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private static void add(List<String> pairs, String name, @Nullable Object value) {
    if (value != null) {
      pairs.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
  }

  private static void requireTime(String text) {
    try {
      OffsetDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw ApiException.badRequest(
          "parsing time "
              + GoText.quote(text)
              + " as \"2006-01-02T15:04:05Z07:00\": cannot parse "
              + GoText.quote(text)
              + " as \"2006\"");
    }
  }
}
