package dev.setpoint.standalone;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A scenario on real containers: tests take a {@link Cluster}, one for all classes, and a {@link
 * Workspace}, a namespace of each test's own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Acceptance.Extension.class)
@interface Acceptance {

  /** Starts the cluster at its first use and ends it after the last class. */
  final class Extension implements ParameterResolver, AfterEachCallback {

    private static final int PORT = Integer.getInteger("setpoint.acceptance.port", 28100);
    private static final AtomicInteger WORKSPACES = new AtomicInteger();

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return type == Cluster.class || type == Workspace.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      Cluster cluster =
          context
              .getRoot()
              .getStore(ExtensionContext.Namespace.GLOBAL)
              .computeIfAbsent(Cluster.class, _ -> start(), Cluster.class);
      if (parameter.getParameter().getType() == Cluster.class) {
        return cluster;
      }
      return context
          .getStore(ExtensionContext.Namespace.create(context.getUniqueId()))
          .computeIfAbsent(
              Workspace.class,
              _ -> Workspace.create(cluster, "acceptance-" + WORKSPACES.incrementAndGet()),
              Workspace.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
      Workspace workspace =
          context
              .getStore(ExtensionContext.Namespace.create(context.getUniqueId()))
              .get(Workspace.class, Workspace.class);
      if (workspace != null) {
        context.getExecutionException().ifPresent(_ -> workspace.explain());
        workspace.delete();
      }
    }

    private static Cluster start() {
      try {
        Cluster cluster = new Cluster(PORT);
        // Figures and those who follow them are waited for.
        cluster.up(
            "--setpoint.agent.usage-interval=3s",
            "--setpoint.horizontal-pod-autoscaler.sync-period=3s");
        return cluster;
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
