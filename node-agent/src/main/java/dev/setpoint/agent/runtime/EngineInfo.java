package dev.setpoint.agent.runtime;

/**
 * The engine and the host it runs on.
 *
 * @param name for example {@code docker}, as in {@code docker://20.10.24}
 * @param architecture in Go's words, for example {@code amd64}
 */
public record EngineInfo(
    String name,
    String version,
    String kernel,
    String osImage,
    String os,
    String architecture,
    int cpus,
    long memoryBytes,
    String rootDir) {}
