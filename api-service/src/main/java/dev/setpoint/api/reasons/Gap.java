package dev.setpoint.api.reasons;

/**
 * One difference between what is wanted and what is.
 *
 * @param field the path of what falls short, for example {@code status.readyReplicas}
 */
record Gap(String field, String desired, String current) {}
