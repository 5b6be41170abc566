package dev.setpoint.api.reasons;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object in a chain of causes.
 *
 * @param next what exists because of it
 * @param omitted how many more there are of those
 */
record Link(ObjectNode object, List<Link> next, int omitted) {}
