package dev.setpoint.agent.runtime;

/** The node's bridge network. */
public record PodNetwork(String name, String id, String subnet, String gateway) {}
