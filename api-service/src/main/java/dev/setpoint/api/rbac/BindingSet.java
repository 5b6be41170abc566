package dev.setpoint.api.rbac;

import dev.setpoint.api.auth.RequestIdentity;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The bindings of one scope by whom they are for. Read without locks, written by one thread. */
final class BindingSet {

  private static final Bound[] NONE = {};

  private final Map<String, Bound[]> byUser = new ConcurrentHashMap<>();
  private final Map<String, Bound[]> byGroup = new ConcurrentHashMap<>();

  /** A binding, and which of its subjects is meant. */
  record Bound(Binding binding, Binding.Subject subject) {}

  /** Looks at bindings until it has seen enough. */
  interface Visitor {
    boolean enough(Bound bound);
  }

  void add(Binding binding) {
    for (Binding.Subject subject : binding.subjects()) {
      Bound bound = new Bound(binding, subject);
      index(subject)
          .merge(
              subject.identity(),
              new Bound[] {bound},
              (old, more) -> {
                Bound[] all = Arrays.copyOf(old, old.length + 1);
                all[old.length] = bound;
                return all;
              });
    }
  }

  @SuppressWarnings("ReferenceEquality")
  void remove(Binding binding) {
    for (Binding.Subject subject : binding.subjects()) {
      index(subject)
          .computeIfPresent(
              subject.identity(),
              (key, old) -> {
                Bound[] left =
                    Arrays.stream(old)
                        .filter(bound -> bound.binding() != binding)
                        .toArray(Bound[]::new);
                return left.length == 0 ? null : left;
              });
    }
  }

  /** True when the visitor had enough. */
  boolean visit(RequestIdentity who, Visitor visitor) {
    if (visit(byUser.getOrDefault(who.user(), NONE), visitor)) {
      return true;
    }
    for (int i = 0; i < who.groups().size(); i++) {
      if (visit(byGroup.getOrDefault(who.groups().get(i), NONE), visitor)) {
        return true;
      }
    }
    return false;
  }

  private static boolean visit(Bound[] bounds, Visitor visitor) {
    for (Bound bound : bounds) {
      if (visitor.enough(bound)) {
        return true;
      }
    }
    return false;
  }

  private Map<String, Bound[]> index(Binding.Subject subject) {
    return subject.isGroup() ? byGroup : byUser;
  }
}
