package dev.setpoint.api.openapi;

import java.util.List;

/**
 * A query parameter as the documents show it.
 *
 * @param type string, integer or boolean
 */
public record QueryParameter(String name, String type, String description) {

  static final QueryParameter PRETTY =
      new QueryParameter("pretty", "string", "If 'true', the answer is indented.");

  static final QueryParameter DRY_RUN =
      new QueryParameter("dryRun", "string", "'All' runs every step but keeps nothing.");

  static final QueryParameter FIELD_MANAGER =
      new QueryParameter("fieldManager", "string", "Who makes this change, for managedFields.");

  static final QueryParameter FIELD_VALIDATION =
      new QueryParameter(
          "fieldValidation",
          "string",
          "What unknown or duplicate fields lead to: Ignore, Warn (a Warning header each) or"
              + " Strict (400).");

  static final QueryParameter FORCE =
      new QueryParameter(
          "force", "boolean", "Takes over fields that others own; for apply patches only.");

  /** Of lists and watches. */
  static final List<QueryParameter> LIST =
      List.of(
          new QueryParameter(
              "allowWatchBookmarks", "boolean", "Whether a watch may carry BOOKMARK events."),
          new QueryParameter("continue", "string", "Where the previous page of this list ended."),
          new QueryParameter("fieldSelector", "string", "Only objects whose fields match."),
          new QueryParameter("labelSelector", "string", "Only objects whose labels match."),
          new QueryParameter("limit", "integer", "At most this many objects in one page."),
          new QueryParameter(
              "resourceVersion", "string", "The version that the answer must reach or match."),
          new QueryParameter(
              "resourceVersionMatch",
              "string",
              "How resourceVersion is meant: Exact or NotOlderThan."),
          new QueryParameter(
              "sendInitialEvents", "boolean", "Begins a watch with what exists already."),
          new QueryParameter("timeoutSeconds", "integer", "Ends the call after this long."),
          new QueryParameter("watch", "boolean", "Streams changes instead of listing."));

  /** Of deletions; a DeleteOptions body may say the same. */
  static final List<QueryParameter> DELETE =
      List.of(
          DRY_RUN,
          new QueryParameter(
              "gracePeriodSeconds", "integer", "How long the object may take to end; 0 for none."),
          new QueryParameter("orphanDependents", "boolean", "Deprecated: use propagationPolicy."),
          new QueryParameter(
              "propagationPolicy", "string", "For dependents: Orphan, Background or Foreground."));
}
