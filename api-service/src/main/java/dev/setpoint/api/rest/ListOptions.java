package dev.setpoint.api.rest;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.selector.Selection;
import dev.setpoint.common.error.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of lists, watches and collection deletions, checked together.
 *
 * @param timeoutSeconds null when not given
 * @param resourceVersion as sent; empty when not given
 */
record ListOptions(
    Selection selection,
    int limit,
    String continueToken,
    String resourceVersion,
    String resourceVersionMatch,
    @Nullable Long timeoutSeconds,
    boolean bookmarks,
    @Nullable Boolean sendInitialEvents) {

  static ListOptions parse(Query query, ResourceStrategy strategy) {
    return parse(query, strategy, false, false);
  }

  /**
   * @param watchLists whether a watch may ask for the state first
   */
  static ListOptions parseWatch(Query query, ResourceStrategy strategy, boolean watchLists) {
    return parse(query, strategy, true, watchLists);
  }

  private static ListOptions parse(
      Query query, ResourceStrategy strategy, boolean watch, boolean watchLists) {
    Long limit = query.integer("limit");
    Long timeout = query.integer("timeoutSeconds");
    FieldErrors errors = new FieldErrors();
    String version = query.text("resourceVersion");
    String match = query.text("resourceVersionMatch");
    if (watch) {
      checkWatch(query, match, watchLists, errors);
    } else {
      checkList(query, version, match, errors);
    }
    Selection selection =
        Selection.parse(query.text("labelSelector"), query.text("fieldSelector"), strategy);
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", "ListOptions", "", errors.causes());
    }
    return new ListOptions(
        selection,
        limit == null || limit < 0 ? 0 : (int) Math.min(limit, Integer.MAX_VALUE - 1),
        query.text("continue"),
        version,
        match,
        timeout,
        query.flag("allowWatchBookmarks"),
        query.has("sendInitialEvents") ? query.flag("sendInitialEvents") : null);
  }

  private static void checkList(Query query, String version, String match, FieldErrors errors) {
    String field = "resourceVersionMatch";
    if (!match.isEmpty()) {
      if (version.isEmpty()) {
        errors.forbidden(
            field, "resourceVersionMatch is forbidden unless resourceVersion is provided");
      }
      if (!query.text("continue").isEmpty()) {
        errors.forbidden(field, "resourceVersionMatch is forbidden when continue is provided");
      }
      if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
        errors.notSupported(field, match, List.of("Exact", "NotOlderThan", ""));
      }
      if (match.equals("Exact") && version.equals("0")) {
        errors.forbidden(
            field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
      }
    }
    if (query.has("sendInitialEvents")) {
      errors.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
    }
  }

  private static void checkWatch(
      Query query, String match, boolean watchLists, FieldErrors errors) {
    boolean initial = query.has("sendInitialEvents");
    String field = "resourceVersionMatch";
    if (initial) {
      if (!match.equals("NotOlderThan")) {
        errors.forbidden(
            field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
      }
      if (!watchLists) {
        errors.forbidden(
            "sendInitialEvents",
            "sendInitialEvents is forbidden for watch unless the WatchList feature gate is"
                + " enabled");
      }
    }
    if (!match.isEmpty()) {
      if (!initial) {
        errors.forbidden(
            field,
            "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
      }
      if (!match.equals("NotOlderThan")) {
        errors.notSupported(field, match, List.of("NotOlderThan"));
      }
      if (!query.text("continue").isEmpty()) {
        errors.forbidden(field, "resourceVersionMatch is forbidden when continue is provided");
      }
    }
  }
}
