package dev.setpoint.api.audit;

/** How much of a request is logged; each level includes those before it. */
enum AuditLevel {
  NONE("None"),
  METADATA("Metadata"),
  REQUEST("Request"),
  REQUEST_RESPONSE("RequestResponse");

  private final String text;

  AuditLevel(String text) {
    this.text = text;
  }

  boolean atLeast(AuditLevel other) {
    return compareTo(other) >= 0;
  }

  static AuditLevel of(String text) {
    for (AuditLevel level : values()) {
      if (level.text.equals(text)) {
        return level;
      }
    }
    throw new IllegalArgumentException("unknown audit level \"" + text + "\"");
  }

  @Override
  public String toString() {
    return text;
  }
}
