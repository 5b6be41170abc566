package dev.setpoint.scheduler.framework;

import java.util.List;

/** What a rule says about a Pod on one Node, or about a Pod anywhere. */
public sealed interface Verdict {

  Fits FITS = new Fits();

  static Verdict unschedulable(String... reasons) {
    return new Unschedulable(List.of(reasons));
  }

  static Verdict unresolvable(String... reasons) {
    return new Unresolvable(List.of(reasons));
  }

  List<String> reasons();

  record Fits() implements Verdict {
    @Override
    public List<String> reasons() {
      return List.of();
    }
  }

  /** No, but it might fit if other Pods went away. */
  record Unschedulable(List<String> reasons) implements Verdict {}

  /** No, and no eviction of other Pods would help. */
  record Unresolvable(List<String> reasons) implements Verdict {}
}
