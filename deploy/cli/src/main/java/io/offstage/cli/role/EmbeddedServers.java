package io.offstage.cli.role;

import io.offstage.dev.DevInfra;
import io.offstage.settings.Setting;
import io.offstage.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the embedded servers are, as settings.
 *
 * @param bootstrapServers of the broker
 * @param postgresUrl JDBC, without user
 * @param brokers how many there are
 */
public record EmbeddedServers(String bootstrapServers, String postgresUrl, int brokers) {

  static final String USER = "postgres";

  public static EmbeddedServers of(DevInfra infra) {
    return new EmbeddedServers(
        infra.bootstrapServers(),
        infra.jdbcUrl().replaceFirst("\\?.*$", ""),
        infra.brokers().size());
  }

  /**
   * What a role on one machine needs, as {@code key=value}: these servers, as many copies as there
   * are brokers for, four partitions. A file that was written for a cluster works with them too.
   */
  public List<String> settings() {
    return values().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("kafka.bootstrap.servers", bootstrapServers);
    values.put("postgres.url", postgresUrl);
    values.put("postgres.user", USER);
    values.put("topics.partitions", "4");
    values.put("topics.replication-factor", brokers < 3 ? "1" : "3");
    values.put("topics.min-insync-replicas", brokers < 3 ? "1" : "2");
    return values;
  }

  /** The same as variables. */
  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    Map<String, String> values = values();
    for (Setting setting : Settings.reference()) {
      String value = values.get(setting.key());
      if (value != null) {
        variables.put(setting.variable(), value);
      }
    }
    return variables;
  }
}
