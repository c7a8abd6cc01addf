package io.offstage.dev;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** The brokers of one cluster. Where there is one, its directory is the infrastructure's own. */
final class BrokerCluster {
  private static final int HEAP_ALONE_MIB = 512;
  private static final int HEAP_MIB = 320;

  private final List<Broker> brokers = new ArrayList<>();

  /** Starts none yet. */
  BrokerCluster(DevInfraOptions options, List<String> jvmFlags) {
    int size = options.brokers();
    List<Integer> controllers = new ArrayList<>();
    for (int node = 1; node <= size; node++) {
      controllers.add(size == 1 ? 0 : LoopbackPort.claim(0));
    }
    for (int node = 1; node <= size; node++) {
      ClusterMember member = new ClusterMember(idOf(options.data()), node, controllers);
      Path data = size == 1 ? options.data() : directory(options, node);
      int port = options.kafkaPort() == 0 ? 0 : options.kafkaPort() + node - 1;
      brokers.add(
          new Broker(
              node, new RestartableServer(port, p -> spawn(options, jvmFlags, data, member, p))));
    }
  }

  /** The same for all brokers of a directory, whichever of them is formatted first. */
  private static String idOf(Path data) {
    UUID id = UUID.nameUUIDFromBytes(data.toString().getBytes(StandardCharsets.UTF_8));
    byte[] bytes = new byte[16];
    ByteBuffer.wrap(bytes)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Clusters of different sizes are different clusters. */
  private static Path directory(DevInfraOptions options, int node) {
    return options.data().resolve("cluster-" + options.brokers()).resolve("broker-" + node);
  }

  private static ServerProcess spawn(
      DevInfraOptions options, List<String> jvmFlags, Path data, ClusterMember member, int port) {
    List<String> flags = new ArrayList<>(jvmFlags);
    flags.addFirst("-Xmx" + (member.clusterSize() == 1 ? HEAP_ALONE_MIB : HEAP_MIB) + "m");
    List<String> arguments =
        new ArrayList<>(List.of("--port", Integer.toString(port), "--member", member.toArgument()));
    options
        .kafkaConfig()
        .forEach((key, value) -> arguments.addAll(List.of("--config", key + "=" + value)));
    return ServerProcess.spawn("kafka", data, flags, arguments);
  }

  List<Broker> brokers() {
    return List.copyOf(brokers);
  }

  String bootstrapServers() {
    return brokers.stream().map(Broker::address).collect(Collectors.joining(","));
  }

  void beginStart() {
    brokers.forEach(Broker::beginStart);
  }

  void start() {
    beginStart();
    brokers.forEach(Broker::start);
  }

  /**
   * One after the other as long as the rest can take over. The last ones cannot leave cleanly, for
   * want of anybody to tell, and are killed: what was acknowledged is on their disks.
   */
  void stop() {
    int needed = brokers.size() / 2 + 1;
    for (Broker broker : brokers) {
      long serving = brokers.stream().filter(b -> b.process().isPresent()).count();
      if (brokers.size() == 1 || serving > needed) {
        broker.stop();
      } else {
        broker.kill();
      }
    }
  }

  void kill() {
    brokers.forEach(Broker::kill);
  }
}
