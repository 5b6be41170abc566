package dev.setpoint.common.client;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One page of a list.
 *
 * @param revision the revision that all pages of this list show
 * @param next continue token; empty on the last page
 * @param items trees, each with its kind and apiVersion
 */
public record ListPage(long revision, String next, List<ObjectNode> items) {}
