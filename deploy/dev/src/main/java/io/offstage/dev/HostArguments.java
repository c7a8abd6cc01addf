package io.offstage.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link InfraMain} was told.
 *
 * @param server {@code kafka} or {@code postgres}
 * @param data exists, and is free of links, so that one directory has one name
 * @param port 0 takes a free one
 * @param member the broker's place in its cluster
 * @param config broker properties
 */
record HostArguments(
    String server, Path data, int port, ClusterMember member, Map<String, String> config) {
  private static final String USAGE =
      "usage: kafka|postgres --data DIR [--port P] [--member M] [--config key=value]...";

  HostArguments {
    config = Map.copyOf(config);
  }

  static HostArguments parse(String... args) throws IOException {
    Path data = null;
    int port = 0;
    ClusterMember member = ClusterMember.ALONE;
    Map<String, String> config = new HashMap<>();
    if (args.length % 2 == 0 || !List.of("kafka", "postgres").contains(args[0])) {
      throw new InfraException(USAGE);
    }
    for (int i = 1; i < args.length; i += 2) {
      String value = args[i + 1];
      switch (args[i]) {
        case "--data" -> data = Files.createDirectories(Path.of(value)).toRealPath();
        case "--port" -> port = Integer.parseInt(value);
        case "--member" -> member = ClusterMember.parse(value);
        case "--config" -> put(config, value);
        default -> throw new InfraException(USAGE);
      }
    }
    if (data == null) {
      throw new InfraException(USAGE);
    }
    return new HostArguments(args[0], data, port, member, config);
  }

  private static void put(Map<String, String> config, String property) {
    int equals = property.indexOf('=');
    if (equals < 1) {
      throw new InfraException("not key=value: " + property);
    }
    config.put(property.substring(0, equals), property.substring(equals + 1));
  }

  HostedServer createServer() {
    return server.equals("kafka")
        ? new KafkaBroker(data.resolve("kafka"), port, member, config)
        : new PostgresServer(data, port);
  }
}
