package io.offstage.gateway.http;

import io.helidon.common.parameters.Parameters;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request's query parameters, taken out by name and type. What is wrong is gathered; {@link
 * #check} refuses the request with all of it. Parameters that nobody takes are ignored.
 */
final class Query {

  private static final int LONGEST = 1_024;

  private final Parameters parameters;
  private final List<Problem.Issue> issues = new ArrayList<>();

  Query(Parameters parameters) {
    this.parameters = parameters;
  }

  private @Nullable String raw(String name) {
    if (!parameters.contains(name)) {
      return null;
    }
    List<String> values = parameters.all(name);
    if (values.size() > 1) {
      issue(name, "must stand once");
      return null;
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  private void issue(String name, String message) {
    issues.add(new Problem.Issue(name, message));
  }

  /** Any text; empty counts as absent. */
  @Nullable String text(String name) {
    String value = raw(name);
    if (value != null && value.length() > LONGEST) {
      issue(name, "must have at most " + LONGEST + " characters");
      return null;
    }
    return value == null || value.isEmpty() ? null : value;
  }

  /** One of these names. */
  <T> @Nullable T choice(String name, Map<String, T> choices) {
    String value = raw(name);
    if (value == null) {
      return null;
    }
    T chosen = choices.get(value);
    if (chosen == null) {
      issue(
          name, "must be one of " + String.join(", ", choices.keySet().stream().sorted().toList()));
    }
    return chosen;
  }

  <T> T choice(String name, Map<String, T> choices, T otherwise) {
    return Optional.ofNullable(choice(name, choices)).orElse(otherwise);
  }

  /** As {@link #choice(String, Map, Object)}, for a parameter that clients know by two names. */
  <T> T choice(String name, String otherName, Map<String, T> choices, T otherwise) {
    return choice(parameters.contains(name) ? name : otherName, choices, otherwise);
  }

  int whole(String name, int least, int most, int otherwise) {
    return Math.toIntExact(whole(name, (long) least, most, otherwise));
  }

  long whole(String name, long least, long most, long otherwise) {
    String value = raw(name);
    if (value == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the bounds.
    }
    issue(name, "must be a whole number from " + least + " to " + most);
    return otherwise;
  }

  /** An ISO-8601 date with an offset. */
  @Nullable Instant date(String name) {
    String value = raw(name);
    if (value == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      issue(name, "must be an ISO-8601 date with an offset, such as 2026-01-31T12:00:00Z");
      return null;
    }
  }

  /** Texts between commas, 1 to {@code most} of them. */
  List<String> list(String name, int most) {
    String value = raw(name);
    List<String> parts =
        value == null ? List.of() : List.of(value.split(",", -1)).stream().distinct().toList();
    if (parts.isEmpty() || parts.contains("") || parts.size() > most) {
      issue(name, "must hold 1 to " + most + " texts with commas between them");
      return List.of();
    }
    return parts;
  }

  /** Refuses the request if anything was wrong. */
  void check() {
    if (!issues.isEmpty()) {
      throw Problem.query(issues);
    }
  }
}
