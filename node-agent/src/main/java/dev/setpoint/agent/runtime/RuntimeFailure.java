package dev.setpoint.agent.runtime;

import org.jspecify.annotations.Nullable;

/** What an engine could not do; the message is the engine's own and fit for users. */
public final class RuntimeFailure extends RuntimeException {

  /** Why, as far as a caller acts upon it. */
  public enum Kind {
    NOT_FOUND,
    CONFLICT,
    /** The engine cannot be reached at all. */
    UNAVAILABLE,
    /** The engine was reached but did not answer in time. */
    TIMEOUT,
    /** The same container made anew may start: the runtime has learnt what this host refuses. */
    RECREATE,
    OTHER
  }

  private final Kind kind;

  public RuntimeFailure(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public RuntimeFailure(Kind kind, String message) {
    this(kind, message, null);
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the engine itself, not the request, is the trouble. */
  public boolean engineTrouble() {
    return kind == Kind.UNAVAILABLE || kind == Kind.TIMEOUT;
  }

  public String message() {
    return String.valueOf(getMessage());
  }
}
