package io.offstage.settings;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.types.Password;

/**
 * How to reach Kafka. Every {@code kafka.<property>} other than the two below is handed to every
 * client as it stands; properties that the guarantees hang on are refused.
 *
 * @param bootstrapServers {@code host:port} each; default {@code 127.0.0.1:9092}
 * @param groupProtocol of the consumer groups; default {@code consumer}
 * @param properties passed through; may hold secrets, so {@code toString} shows only their names
 */
public record KafkaSettings(
    List<String> bootstrapServers, GroupProtocol groupProtocol, Map<String, String> properties) {

  /** Kafka's group protocols. */
  public enum GroupProtocol {
    /** KIP-848: the broker assigns. The session timeout is the broker's. */
    CONSUMER,
    /** The older one: a member assigns, with cooperative-sticky. */
    CLASSIC
  }

  public KafkaSettings {
    bootstrapServers = List.copyOf(bootstrapServers);
    properties = Map.copyOf(properties);
  }

  static KafkaSettings read(Reading in) {
    List<String> servers =
        in.list(
            "kafka.bootstrap.servers",
            Patterns.hostAndPort(),
            List.of("127.0.0.1:9092"),
            "Brokers to start from, host:port each");
    GroupProtocol protocol =
        in.value(
            "kafka.group.protocol",
            ValueType.choice(GroupProtocol.class),
            GroupProtocol.CONSUMER,
            "Group protocol; classic where brokers do not offer the newer one");
    in.refuseUnless(
        !servers.isEmpty(), "kafka.bootstrap.servers", "expected at least one host:port");
    return new KafkaSettings(servers, protocol, properties(in));
  }

  private static Map<String, String> properties(Reading in) {
    Map<String, Value> given =
        in.rawMap("kafka", "any", "Any Kafka client property, handed to every Kafka client");
    Map<String, String> properties = new LinkedHashMap<>();
    given.forEach(
        (property, value) -> {
          String key = KafkaKeys.PREFIX + property;
          String ofFile = KafkaKeys.passwordOfFile(property);
          if (!ofFile.isEmpty()) {
            Value.Text text = in.secretText(KafkaKeys.PREFIX + ofFile, key);
            if (text != null) {
              properties.put(ofFile, text.text());
            }
          } else if (!KafkaKeys.refusal(property).isEmpty()) {
            in.refuse(value, key, KafkaKeys.refusal(property));
          } else if (value instanceof Value.Text text) {
            properties.put(property, text.text());
          } else if (value instanceof Value.Items) {
            in.elements(key, value, ValueType.text())
                .ifPresent(items -> properties.put(property, String.join(",", items)));
          } else {
            in.refuse(value, key, "expected text, found " + value.shown());
          }
        });
    return properties;
  }

  /**
   * What every Kafka client starts from: the servers and the properties that were passed through,
   * passwords as Kafka's {@link Password}, which its logs hide. A new map that the caller may
   * extend. The group protocol is not in it: only consumers know it.
   */
  public Map<String, Object> clientProperties() {
    Map<String, Object> all = new HashMap<>();
    properties.forEach(
        (name, value) -> all.put(name, KafkaKeys.isPassword(name) ? new Password(value) : value));
    all.put("bootstrap.servers", String.join(",", bootstrapServers));
    return all;
  }

  @Override
  public String toString() {
    Map<String, String> shown = new TreeMap<>(properties);
    shown.replaceAll((name, value) -> KafkaKeys.isSecret(name) ? Secret.NONE.toString() : value);
    return "KafkaSettings[bootstrapServers=%s, groupProtocol=%s, properties=%s]"
        .formatted(bootstrapServers, groupProtocol, shown);
  }
}
