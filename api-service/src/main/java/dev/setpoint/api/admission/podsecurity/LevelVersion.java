package dev.setpoint.api.admission.podsecurity;

/**
 * A level as it was in a minor version of Kubernetes.
 *
 * @param minor {@link #LATEST} for what is newest
 */
record LevelVersion(Level level, int minor) {

  static final int LATEST = Integer.MAX_VALUE;

  static final LevelVersion PRIVILEGED = new LevelVersion(Level.PRIVILEGED, LATEST);

  /** {@code restricted:v1.25}. */
  @Override
  public String toString() {
    return level.label() + ":" + (minor == LATEST ? "latest" : "v1." + minor);
  }
}
