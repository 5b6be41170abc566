package dev.setpoint.agent.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.setpoint.agent.runtime.RuntimeFailure;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection pool for control calls and one for streams, so that followed logs can never keep a
 * start or a kill waiting. The API version is the older of the engine's and the newest we know,
 * asked anew whenever the engine was away: it may come back upgraded.
 */
final class DockerClients implements AutoCloseable {

  private static final RemoteApiVersion NEWEST_TRIED = RemoteApiVersion.create(1, 47);

  private final EngineProperties engine;
  private final DockerHttpClient controlHttp;
  private final DockerHttpClient streamHttp;
  private final DockerHttpClient eventHttp;
  private volatile @Nullable Negotiated negotiated;

  private record Negotiated(DockerClient control, String version) {}

  DockerClients(EngineProperties engine) {
    this.engine = engine;
    this.controlHttp = transport(64);
    this.streamHttp = transport(1024);
    this.eventHttp = transport(4);
  }

  private DockerHttpClient transport(int connections) {
    return new ZerodepDockerHttpClient.Builder()
        .dockerHost(engine.host())
        .maxConnections(connections)
        .connectionTimeout(Duration.ofSeconds(10))
        .build();
  }

  DockerClient control() throws Exception {
    return negotiate().control();
  }

  /** For answers that are read as raw streams. */
  DockerHttpClient streams() {
    return streamHttp;
  }

  DockerHttpClient events() {
    return eventHttp;
  }

  /** A connection of our own, to be taken over by a stream. */
  EngineConnection connect() throws IOException {
    return EngineConnection.open(engine.host());
  }

  /** For example {@code /v1.41}. */
  String pathPrefix() throws Exception {
    return "/v" + negotiate().version();
  }

  void forgetVersion() {
    negotiated = null;
  }

  private Negotiated negotiate() throws Exception {
    Negotiated known = negotiated;
    if (known != null) {
      return known;
    }
    RemoteApiVersion version =
        Deadline.within(Duration.ofSeconds(10), "ping", this::versionOfEngine);
    if (version.isGreater(NEWEST_TRIED)) {
      version = NEWEST_TRIED;
    }
    String text = version.getVersion();
    DefaultDockerClientConfig config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(engine.host().toString())
            .withDockerTlsVerify(false)
            .withApiVersion(version)
            .build();
    Negotiated now = new Negotiated(DockerClientImpl.getInstance(config, controlHttp), text);
    negotiated = now;
    return now;
  }

  private RemoteApiVersion versionOfEngine() {
    DockerHttpClient.Request ping =
        DockerHttpClient.Request.builder()
            .method(DockerHttpClient.Request.Method.GET)
            .path("/_ping")
            .build();
    try (DockerHttpClient.Response response = controlHttp.execute(ping)) {
      String header = response.getHeader("Api-Version");
      if (response.getStatusCode() != 200 || header == null) {
        throw new RuntimeFailure(
            RuntimeFailure.Kind.UNAVAILABLE,
            "the engine answered its ping with " + response.getStatusCode());
      }
      return RemoteApiVersion.parseConfig(header);
    }
  }

  @Override
  public void close() {
    for (DockerHttpClient http : new DockerHttpClient[] {controlHttp, streamHttp, eventHttp}) {
      try {
        http.close();
      } catch (IOException e) {
        throw new RuntimeFailure(RuntimeFailure.Kind.OTHER, "closing the engine's client", e);
      }
    }
  }
}
