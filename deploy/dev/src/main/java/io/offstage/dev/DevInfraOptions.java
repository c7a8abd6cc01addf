package io.offstage.dev;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the embedded servers keep their data and what they listen on.
 *
 * @param data directory of both servers, created when absent: {@code kafka/}, {@code postgres/} and
 *     a log file each
 * @param brokers how many; one by default. Of three or more, each record is on three and
 *     acknowledged by two
 * @param kafkaPort of the first broker, the others' follow; 0 takes free ones
 * @param postgresPort 0 takes a free one
 * @param kafka whether to start the broker
 * @param postgres whether to start Postgres
 * @param kafkaConfig broker properties laid over the built-in ones
 */
public record DevInfraOptions(
    Path data,
    int brokers,
    int kafkaPort,
    int postgresPort,
    boolean kafka,
    boolean postgres,
    Map<String, String> kafkaConfig) {

  public DevInfraOptions {
    data = data.toAbsolutePath().normalize();
    kafkaConfig = Map.copyOf(kafkaConfig);
    if (brokers < 1) {
      throw new InfraException("a cluster has one broker at least");
    }
  }

  /** One broker and Postgres on free ports. */
  public static DevInfraOptions at(Path data) {
    return new DevInfraOptions(data, 1, 0, 0, true, true, Map.of());
  }

  /** Several have a directory each below {@code data/cluster-<count>}. */
  public DevInfraOptions withBrokers(int count) {
    return new DevInfraOptions(data, count, kafkaPort, postgresPort, kafka, postgres, kafkaConfig);
  }

  public DevInfraOptions withKafkaPort(int port) {
    return new DevInfraOptions(data, brokers, port, postgresPort, kafka, postgres, kafkaConfig);
  }

  public DevInfraOptions withPostgresPort(int port) {
    return new DevInfraOptions(data, brokers, kafkaPort, port, kafka, postgres, kafkaConfig);
  }

  public DevInfraOptions withKafkaConfig(String key, String value) {
    Map<String, String> more = new HashMap<>(kafkaConfig);
    more.put(key, value);
    return new DevInfraOptions(data, brokers, kafkaPort, postgresPort, kafka, postgres, more);
  }

  public DevInfraOptions withoutKafka() {
    return new DevInfraOptions(
        data, brokers, kafkaPort, postgresPort, false, postgres, kafkaConfig);
  }

  public DevInfraOptions withoutPostgres() {
    return new DevInfraOptions(data, brokers, kafkaPort, postgresPort, kafka, false, kafkaConfig);
  }
}
