package dev.setpoint.agent.runtime.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Image;
import dev.setpoint.agent.runtime.ImageState;
import dev.setpoint.agent.runtime.RegistryAuth;
import dev.setpoint.agent.runtime.RuntimeFailure;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images of the engine. */
final class DockerImages {

  private final DockerCalls calls;
  private final Duration pullDeadline;

  DockerImages(DockerCalls calls, Duration pullDeadline) {
    this.calls = calls;
    this.pullDeadline = pullDeadline;
  }

  @Nullable ImageState image(String reference) {
    try {
      return state(calls.call("image_inspect", c -> c.inspectImageCmd(reference).exec()));
    } catch (RuntimeFailure e) {
      if (e.kind() == RuntimeFailure.Kind.NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  List<ImageState> images() {
    List<ImageState> all = new ArrayList<>();
    for (Image image : calls.call("image_list", c -> c.listImagesCmd().exec())) {
      List<String> names = names(image.getRepoDigests(), image.getRepoTags());
      Long size = image.getSize();
      all.add(new ImageState(image.getId(), names, size == null ? 0 : size, "", ""));
    }
    return all;
  }

  void pull(String reference, @Nullable RegistryAuth auth) {
    calls.call(
        "image_pull",
        pullDeadline,
        client -> {
          PullImageCmd pull = client.pullImageCmd(reference);
          if (!reference.contains("@") && !hasTag(reference)) {
            pull.withTag("latest");
          }
          if (auth != null) {
            pull.withAuthConfig(
                new AuthConfig()
                    .withRegistryAddress(auth.registry())
                    .withUsername(auth.username())
                    .withPassword(auth.password()));
          }
          return pull.exec(new PullImageResultCallback()).awaitCompletion();
        });
    // docker-java swallows some failures of the progress stream, such as a full disk.
    if (image(reference) == null) {
      throw new RuntimeFailure(
          RuntimeFailure.Kind.OTHER, "the image is not there after pulling " + reference);
    }
  }

  void load(Path archive) {
    calls.call(
        "image_load",
        pullDeadline,
        client -> {
          try (InputStream tar = Files.newInputStream(archive)) {
            client.loadImageCmd(tar).exec();
          }
          return Boolean.TRUE;
        });
  }

  static boolean hasTag(String reference) {
    return reference.lastIndexOf(':') > reference.lastIndexOf('/');
  }

  private static ImageState state(InspectImageResponse image) {
    String user = image.getConfig() == null ? null : image.getConfig().getUser();
    Long size = image.getSize();
    List<String> names = new ArrayList<>();
    if (image.getRepoDigests() != null) {
      names.addAll(image.getRepoDigests());
    }
    if (image.getRepoTags() != null) {
      names.addAll(image.getRepoTags());
    }
    Object signal =
        image.getConfig() == null ? null : image.getConfig().getRawValues().get("StopSignal");
    return new ImageState(
        image.getId() == null ? "" : image.getId(),
        List.copyOf(names),
        size == null ? 0 : size,
        user == null ? "" : user,
        signal instanceof String s ? s : "");
  }

  private static List<String> names(String @Nullable [] digests, String @Nullable [] tags) {
    List<String> names = new ArrayList<>();
    addTagged(names, digests);
    addTagged(names, tags);
    return names;
  }

  private static void addTagged(List<String> names, String @Nullable [] some) {
    if (some != null) {
      for (String name : some) {
        if (!name.startsWith("<none>")) {
          names.add(name);
        }
      }
    }
  }
}
