package io.offstage.agent.background;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.worker.tool.Disposition;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a model says about one call in {@code _background}; what is absent it leaves open. */
public record CallOverride(
    @Nullable Boolean enabled,
    @Nullable Disposition disposition,
    @Nullable Duration timeout,
    @Nullable Integer maxRetries) {

  /** The name of the argument; it never reaches the tool. */
  public static final String ARGUMENT = "_background";

  public static final CallOverride NONE = new CallOverride(null, null, null, null);

  private static final int MOST_RETRIES = 1_000;

  /**
   * Reads the argument; {@code true} and {@code false} stand for {@code enabled}.
   *
   * @throws IllegalArgumentException in words that a model can act on
   */
  public static CallOverride read(JsonNode argument) {
    if (argument.isMissingNode() || argument.isNull()) {
      return NONE;
    }
    if (argument.isBoolean()) {
      return new CallOverride(argument.booleanValue(), null, null, null);
    }
    if (!argument.isObject()) {
      throw new IllegalArgumentException(ARGUMENT + ": must be an object");
    }
    Long timeout = whole(argument, "timeoutMs", 1, Long.MAX_VALUE / 1_000_000);
    Long retries = whole(argument, "maxRetries", 0, MOST_RETRIES);
    return new CallOverride(
        bool(argument.path("enabled")),
        disposition(argument.path("disposition")),
        timeout == null ? null : Duration.ofMillis(timeout),
        retries == null ? null : retries.intValue());
  }

  private static @Nullable Boolean bool(JsonNode value) {
    if (absent(value)) {
      return null;
    }
    if (!value.isBoolean()) {
      throw new IllegalArgumentException(ARGUMENT + ".enabled: must be true or false");
    }
    return value.booleanValue();
  }

  private static @Nullable Disposition disposition(JsonNode value) {
    if (absent(value)) {
      return null;
    }
    return Arrays.stream(Disposition.values())
        .filter(d -> d.name().toLowerCase(Locale.ROOT).equals(value.asText()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    ARGUMENT + ".disposition: must be foreground, deferred or awaited"));
  }

  private static @Nullable Long whole(JsonNode argument, String name, long least, long most) {
    JsonNode value = argument.path(name);
    if (absent(value)) {
      return null;
    }
    if (!value.isIntegralNumber() || value.longValue() < least || value.longValue() > most) {
      throw new IllegalArgumentException(
          "%s.%s: must be a whole number from %d".formatted(ARGUMENT, name, least));
    }
    return value.longValue();
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
