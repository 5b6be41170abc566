package dev.setpoint.api.auth;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The tokens of service accounts.
 *
 * @param issuer the {@code iss} of tokens made here, and the one that is accepted
 * @param apiAudiences what a token must be for to be good for this API; empty for the issuer
 * @param maxLifetime the longest a requested token may live; zero for no limit
 * @param extendLifetime whether the tokens mounted into Pods live a year, as Kubernetes lets them,
 *     for programs that never read the file again
 * @param recheckAfter how long a checked token is trusted without looking again
 */
@ConfigurationProperties("setpoint.service-account")
public record TokenProperties(
    @DefaultValue("https://kubernetes.default.svc") String issuer,
    @DefaultValue List<String> apiAudiences,
    @DefaultValue("0s") Duration maxLifetime,
    @DefaultValue("true") boolean extendLifetime,
    @DefaultValue("10s") Duration recheckAfter) {

  public List<String> audiences() {
    return apiAudiences.isEmpty() ? List.of(issuer) : apiAudiences;
  }
}
