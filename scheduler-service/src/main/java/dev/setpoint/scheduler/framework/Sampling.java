package dev.setpoint.scheduler.framework;

/**
 * How many feasible Nodes are enough: in a large cluster a good Node is found without asking all.
 * The share shrinks from 50 % by one point per 125 Nodes, down to 5 %, but never below 100 Nodes.
 *
 * @param percentage a fixed share; 0 for the adaptive one
 */
public record Sampling(int percentage) {

  private static final int MIN_NODES = 100;
  private static final int MIN_PERCENTAGE = 5;

  public static final Sampling ADAPTIVE = new Sampling(0);

  public Sampling {
    if (percentage < 0 || percentage > 100) {
      throw new IllegalArgumentException("percentage of nodes to score: " + percentage);
    }
  }

  public int enough(int nodes) {
    if (nodes < MIN_NODES || percentage == 100) {
      return nodes;
    }
    int share = percentage > 0 ? percentage : Math.max(MIN_PERCENTAGE, 50 - nodes / 125);
    return Math.max(MIN_NODES, (int) ((long) nodes * share / 100));
  }
}
