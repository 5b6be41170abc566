package dev.setpoint.api.storage;

import dev.setpoint.common.error.ApiException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one place where failures of the database become answers. */
final class DatabaseErrors {

  /** Data exception, and program limit exceeded: this very value can't be stored. */
  private static final Set<String> BAD_VALUE = Set.of("22", "54");

  private static final String NO_PARTITION = "23514";

  private DatabaseErrors() {}

  static boolean isBadValue(Throwable failure) {
    SQLException sql = sqlException(failure);
    return sql != null
        && sql.getSQLState() != null
        && sql.getSQLState().length() == 5
        && BAD_VALUE.contains(sql.getSQLState().substring(0, 2));
  }

  /** An insert found no partition for its revision (the only check that a writer can hit). */
  static boolean isMissingPartition(Throwable failure) {
    SQLException sql = sqlException(failure);
    return sql != null && NO_PARTITION.equals(sql.getSQLState());
  }

  /** For a write that the database took for malformed, such as a string with a NUL in it. */
  static ApiException badValue(Throwable failure) {
    SQLException sql = sqlException(failure);
    String why = sql == null ? "" : firstLine(sql);
    return ApiException.badRequest("the object can't be stored: " + why);
  }

  static ApiException notApplied(Throwable failure) {
    return ApiException.unavailable(
        "the storage is unavailable, the request was not carried out: " + summary(failure));
  }

  static ApiException unknownOutcome(Throwable failure) {
    return ApiException.unavailable(
        "the storage failed while committing, it is unknown whether the request was carried out: "
            + summary(failure));
  }

  static ApiException unreadable(Throwable failure) {
    return ApiException.unavailable("the storage is unavailable: " + summary(failure));
  }

  private static String summary(Throwable failure) {
    SQLException sql = sqlException(failure);
    return sql == null ? failure.getClass().getSimpleName() : firstLine(sql);
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static @Nullable SQLException sqlException(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
