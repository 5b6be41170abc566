package dev.setpoint.scheduler.framework;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Makes deciders that share nothing but the plugins, so that what-if questions and the scheduling
 * loop don't meet.
 *
 * @param profiles the plugins of further profiles, by schedulerName
 */
public record DeciderFactory(
    PluginSet first, Map<String, PluginSet> profiles, Extenders extenders, RandomGenerator random) {

  public Decider decider(Sampling sampling) {
    return new Decider(first, profiles, extenders, sampling, random);
  }
}
