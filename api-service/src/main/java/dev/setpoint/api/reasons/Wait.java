package dev.setpoint.api.reasons;

/**
 * Something that has to happen before an object can be as wanted.
 *
 * @param responsible who is to make it happen; empty for the user
 * @param reason one word, mostly that of a condition or of a container's state
 * @param since RFC 3339; empty when nothing says
 */
record Wait(String responsible, String reason, String message, String since) {}
