package dev.setpoint.api.rest;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * One step of each request's way. Nothing here is dispatched twice, so that it needs no marks on
 * the request as Spring's filters make them.
 */
public interface HttpStep extends Filter {

  void step(HttpServletRequest request, HttpServletResponse response, FilterChain next)
      throws IOException, ServletException;

  @Override
  default void doFilter(ServletRequest request, ServletResponse response, FilterChain next)
      throws IOException, ServletException {
    step((HttpServletRequest) request, (HttpServletResponse) response, next);
  }
}
