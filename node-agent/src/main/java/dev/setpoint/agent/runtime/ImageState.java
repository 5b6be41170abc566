package dev.setpoint.agent.runtime;

import java.util.List;

/**
 * An image that is present.
 *
 * @param names its tags and digests
 * @param user the user its processes run as by default; may be empty
 * @param stopSignal its own stop signal; may be empty
 */
public record ImageState(
    String id, List<String> names, long sizeBytes, String user, String stopSignal) {}
