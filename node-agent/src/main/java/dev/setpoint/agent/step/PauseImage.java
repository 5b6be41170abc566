package dev.setpoint.agent.step;

import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.RuntimeFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The image of infra containers: present without any registry, from an archive we ship. */
public final class PauseImage {

  private final ContainerRuntime runtime;
  private final String reference;
  private final List<String> command;
  private final Path archive;

  /**
   * @param command empty unless the image's own command would not just wait
   * @param archive what to load where the engine has no such image
   */
  public PauseImage(
      ContainerRuntime runtime, String reference, List<String> command, Path archive) {
    this.runtime = runtime;
    this.reference = reference;
    this.command = List.copyOf(command);
    this.archive = archive;
  }

  String reference() {
    return reference;
  }

  List<String> command() {
    return command;
  }

  /** Someone may prune images at any time, so this is asked before every use. */
  void ensure() {
    if (runtime.image(reference) != null) {
      return;
    }
    if (!Files.isReadable(archive)) {
      throw new RuntimeFailure(
          RuntimeFailure.Kind.NOT_FOUND,
          "the infra image " + reference + " is neither on the engine nor at " + archive);
    }
    runtime.load(archive);
  }
}
