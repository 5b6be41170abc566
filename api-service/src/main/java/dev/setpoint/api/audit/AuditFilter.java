package dev.setpoint.api.audit;

import dev.setpoint.api.auth.Grant;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.auth.RequestListener;
import dev.setpoint.api.rest.HttpStep;
import dev.setpoint.api.rest.RequestInfo;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Gives each request its audit id and, where there is an audit log, writes down its stages. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 60)
@EnableConfigurationProperties(AuditProperties.class)
final class AuditFilter implements HttpStep, RequestListener, DisposableBean {

  private static final Logger LOG = LoggerFactory.getLogger(AuditFilter.class);
  private static final Set<String> LASTING =
      Set.of("log", "exec", "attach", "portforward", "proxy");

  private final Clock clock;
  private final @Nullable AuditLog log;
  private final AuditPolicy policy;
  private final int maxBody;

  AuditFilter(AuditProperties properties, Clock clock) {
    this.clock = clock;
    Path path = properties.log();
    this.log = path == null ? null : new AuditLog(properties, path, clock);
    Path file = properties.policy();
    this.policy = file == null ? AuditPolicy.METADATA : AuditPolicy.read(file);
    this.maxBody = (int) Math.min(Integer.MAX_VALUE, properties.maxBody().toBytes());
  }

  @Override
  public void step(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    AuditRecord record = new AuditRecord(request.getHeader("Audit-ID"), clock.instant());
    response.setHeader("Audit-Id", record.id());
    AuditLog to = log;
    if (to == null) {
      chain.doFilter(request, response);
      return;
    }
    request.setAttribute(AuditRecord.ATTRIBUTE, record);
    HttpServletRequest asked = request;
    HttpServletResponse answered = response;
    if (policy.wantsBodies()) {
      CapturedBody in = new CapturedBody(maxBody, () -> record.keeps(AuditLevel.REQUEST));
      CapturedBody out = new CapturedBody(maxBody, () -> record.keeps(AuditLevel.REQUEST));
      record.capture(in, out);
      asked = new CapturingRequest(request, in);
      answered = new CapturingResponse(response, out);
    }
    boolean failed = true;
    try {
      chain.doFilter(asked, answered);
      failed = false;
    } finally {
      String stage = failed ? "Panic" : "ResponseComplete";
      int code = failed && !response.isCommitted() ? 500 : response.getStatus();
      write(to, request, record, stage, code);
    }
  }

  @Override
  public void identified(
      HttpServletRequest request, RequestInfo info, @Nullable RequestIdentity caller) {
    AuditLog to = log;
    if (to != null && request.getAttribute(AuditRecord.ATTRIBUTE) instanceof AuditRecord record) {
      record.identified(info, caller, policy.decide(caller, info));
      write(to, request, record, "RequestReceived", 0);
    }
  }

  @Override
  public void decided(
      HttpServletRequest request, RequestIdentity actingFor, @Nullable Grant grant) {
    AuditLog to = log;
    if (to != null && request.getAttribute(AuditRecord.ATTRIBUTE) instanceof AuditRecord record) {
      record.decided(actingFor, grant);
      RequestInfo info = record.info();
      boolean lasting =
          info != null && (info.verb().equals("watch") || LASTING.contains(info.subresource()));
      if (lasting && grant != null) {
        write(to, request, record, "ResponseStarted", 200);
      }
    }
  }

  private void write(
      AuditLog to, HttpServletRequest request, AuditRecord record, String stage, int code) {
    if (record.logs(stage)) {
      to.add(AuditEvents.event(request, record, stage, code, clock.instant()));
    }
  }

  @Override
  public void destroy() {
    AuditLog to = log;
    if (to != null) {
      try {
        to.close();
      } catch (IOException e) {
        LOG.error("the audit log could not be closed", e);
      }
    }
  }
}
