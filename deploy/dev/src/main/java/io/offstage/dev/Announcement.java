package io.offstage.dev;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one line of JSON by which a hosted server tells its parent how its start went. */
sealed interface Announcement {

  /**
   * It serves clients.
   *
   * @param address bootstrap servers or JDBC URL
   * @param port on 127.0.0.1
   * @param pid of the process that serves, which for Postgres is not the JVM that hosts it
   */
  record Serving(String address, int port, long pid) implements Announcement {
    @Override
    public String toJson() {
      return "{\"address\":\"%s\",\"port\":%d,\"pid\":%d}".formatted(address, port, pid);
    }
  }

  /** It does not serve, and ends. The reason is one sentence for the person at the terminal. */
  record Failed(String reason) implements Announcement {
    @Override
    public String toJson() {
      return "{\"error\":\"%s\"}"
          .formatted(reason.replace('\\', '/').replace('"', '\'').replaceAll("\\p{Cntrl}+", " "));
    }
  }

  Pattern SERVING = Pattern.compile("\\{\"address\":\"([^\"]*)\",\"port\":(\\d+),\"pid\":(\\d+)}");
  Pattern FAILED = Pattern.compile("\\{\"error\":\"([^\"]*)\"}");

  String toJson();

  /** The inverse of {@link #toJson}; any other line is a failure that quotes it. */
  static Announcement parse(String line) {
    Matcher serving = SERVING.matcher(line);
    if (serving.matches()) {
      return new Serving(
          serving.group(1), Integer.parseInt(serving.group(2)), Long.parseLong(serving.group(3)));
    }
    Matcher failed = FAILED.matcher(line);
    return new Failed(failed.matches() ? failed.group(1) : "unexpected output: " + line);
  }
}
