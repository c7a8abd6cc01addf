package io.offstage.settings;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** What Kafka's own client properties are called, and which of them are not the user's to set. */
final class KafkaKeys {
  static final String PREFIX = "kafka.";

  private static final Map<String, ConfigDef.ConfigKey> PROPERTIES = properties();

  /** Property → why it is refused: the guarantees hang on these. */
  private static final Map<String, String> FIXED =
      Map.ofEntries(
          Map.entry("acks", "is always all"),
          Map.entry("auto.offset.reset", "is always none"),
          Map.entry("enable.auto.commit", "is always false"),
          Map.entry("enable.idempotence", "is always true"),
          Map.entry("group.id", "is the role's own"),
          Map.entry("group.instance.id", "is never used"),
          Map.entry("heartbeat.interval.ms", "is worker.classic.heartbeat-interval"),
          Map.entry("isolation.level", "is always read_committed"),
          Map.entry("key.deserializer", "is the role's own"),
          Map.entry("key.serializer", "is the role's own"),
          Map.entry("session.timeout.ms", "is worker.classic.session-timeout"),
          Map.entry("transaction.timeout.ms", "is journal.transaction-timeout"),
          Map.entry("transactional.id", "is the role's own"),
          Map.entry("value.deserializer", "is the role's own"),
          Map.entry("value.serializer", "is the role's own"));

  private KafkaKeys() {}

  private static Map<String, ConfigDef.ConfigKey> properties() {
    Map<String, ConfigDef.ConfigKey> all =
        new HashMap<>(AdminClientConfig.configDef().configKeys());
    all.putAll(ConsumerConfig.configDef().configKeys());
    all.putAll(ProducerConfig.configDef().configKeys());
    return Map.copyOf(all);
  }

  /** Why the property cannot be set; empty when it can. */
  static String refusal(String property) {
    String why = FIXED.get(property);
    return why == null ? "" : "cannot be set: it " + why;
  }

  static boolean isPassword(String property) {
    ConfigDef.ConfigKey key = PROPERTIES.get(property);
    return key != null && key.type == ConfigDef.Type.PASSWORD;
  }

  /** True also for properties that Kafka does not know but whose name sounds secret. */
  static boolean isSecret(String property) {
    ConfigDef.ConfigKey known = PROPERTIES.get(property);
    return known == null
        ? property.matches("(?i).*(password|passwd|secret|token|credential|jaas|private).*")
        : known.type == ConfigDef.Type.PASSWORD;
  }

  /**
   * {@code kafka.ssl.key.password.file} → {@code ssl.key.password}; empty when it is no such key.
   */
  static String passwordOfFile(String property) {
    String base = property.endsWith(".file") ? property.substring(0, property.length() - 5) : "";
    return !PROPERTIES.containsKey(property) && isPassword(base) ? base : "";
  }

  /** {@code SASL_JAAS_CONFIG} → {@code kafka.sasl.jaas.config}. */
  static String fromVariable(String rest) {
    return PREFIX + rest.toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** Kafka's names have no dashes, so {@code kafka.bootstrap-servers} can only mean one thing. */
  static String canonical(String key) {
    return key.startsWith(PREFIX) ? key.replace('-', '.') : key;
  }
}
