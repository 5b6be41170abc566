package dev.setpoint.api.admission;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which plugins run, and how.
 *
 * @param enable plugins beside those that run by default
 * @param disable plugins that do not run
 * @param mountTokens whether Pods get a volume with a token of their ServiceAccount
 */
@ConfigurationProperties("setpoint.admission")
record AdmissionProperties(
    @DefaultValue Set<String> enable,
    @DefaultValue Set<String> disable,
    @DefaultValue("true") boolean mountTokens) {

  boolean runs(AdmissionPlugin plugin) {
    return plugin.onByDefault() ? !disable.contains(plugin.name()) : enable.contains(plugin.name());
  }
}
