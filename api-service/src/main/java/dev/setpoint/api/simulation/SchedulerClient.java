package dev.setpoint.api.simulation;

import dev.setpoint.api.agent.AgentAddress;
import dev.setpoint.api.agent.AgentClients;
import dev.setpoint.api.pki.Pki;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Asks a scheduler over mutual TLS; the certificate that it shows is the one made for it here. */
@Component
@EnableConfigurationProperties(SimulationProperties.class)
final class SchedulerClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final AgentClients clients;
  private final Pki pki;
  private final SimulationProperties properties;

  SchedulerClient(AgentClients clients, Pki pki, SimulationProperties properties) {
    this.clients = clients;
    this.pki = pki;
    this.properties = properties;
  }

  ObjectNode ask(ObjectNode question) {
    String host = properties.host();
    if (host == null) {
      throw ApiException.unavailable("no scheduler is known to answer simulations");
    }
    AgentAddress scheduler = new AgentAddress(host, properties.port(), digest());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(scheduler.url() + "/simulations"))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(KubeJson.write(question)))
            .build();
    try {
      HttpResponse<byte[]> answer =
          clients.trusting(scheduler).send(request, BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw ApiException.unavailable("the scheduler answers " + answer.statusCode());
      }
      return KubeJson.readObject(answer.body());
    } catch (IOException e) {
      throw ApiException.unavailable("the scheduler can't be reached: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("the API service is stopping");
    }
  }

  private String digest() {
    try {
      byte[] certificate = pki.scheduler().certificate().getEncoded();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
