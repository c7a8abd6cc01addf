package io.offstage.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.offstage.gateway.auth.Allowance;
import io.offstage.gateway.auth.ApiKeys;
import io.offstage.gateway.auth.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What every request passes: the headers that browsers need, the caller's key and its share. CORS
 * is closed but for the configured origins.
 */
final class Entrance implements Filter {

  private static final String BEARER = "Bearer ";

  private final ApiKeys keys;
  private final Allowance allowance;
  private final List<String> corsOrigins;

  Entrance(ApiKeys keys, Allowance allowance, List<String> corsOrigins) {
    this.keys = keys;
    this.allowance = allowance;
    this.corsOrigins = corsOrigins;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    boolean crossOrigin = allowOrigin(request, response);
    if (crossOrigin && request.prologue().method().equals(Method.OPTIONS)) {
      preflight(response);
      return;
    }
    if (request.path().path().startsWith("/api/")) {
      Principal who = principal(request);
      Optional<Duration> wait = allowance.request(who);
      if (wait.isPresent()) {
        throw Problem.tooMany("Too many requests", wait.get().toSeconds());
      }
      request.context().register(who);
    }
    chain.proceed();
  }

  private Principal principal(RoutingRequest request) {
    if (keys.isEmpty()) {
      return Principal.ANYBODY;
    }
    return request
        .headers()
        .first(HeaderNames.AUTHORIZATION)
        .filter(value -> value.startsWith(BEARER))
        .map(value -> value.substring(BEARER.length()).strip())
        .or(() -> request.headers().first(HeaderNames.create("X-API-Key")))
        .flatMap(keys::principal)
        .orElseThrow(Problem::unauthorized);
  }

  private boolean allowOrigin(RoutingRequest request, RoutingResponse response) {
    Optional<String> origin =
        request.headers().first(HeaderNames.ORIGIN).filter(corsOrigins::contains);
    origin.ifPresent(
        allowed -> {
          response.header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
          response.header(HeaderNames.VARY, "Origin");
        });
    return origin.isPresent();
  }

  private static void preflight(RoutingResponse response) {
    response.header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST");
    response.header(
        HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
        "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-API-Key");
    response.header(HeaderNames.ACCESS_CONTROL_MAX_AGE, "600");
    response.status(Status.NO_CONTENT_204);
    response.send();
  }
}
