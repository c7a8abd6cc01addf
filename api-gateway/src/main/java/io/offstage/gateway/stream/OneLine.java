package io.offstage.gateway.stream;

/**
 * JSON as one line: users' JSON is carried as it came, and a line break in it would end an event's
 * data.
 */
final class OneLine {

  private OneLine() {}

  /** The same JSON; outside of strings, where they cannot stand, line breaks become spaces. */
  static String of(String json) {
    return json.indexOf('\n') < 0 && json.indexOf('\r') < 0
        ? json
        : json.replace('\n', ' ').replace('\r', ' ');
  }
}
