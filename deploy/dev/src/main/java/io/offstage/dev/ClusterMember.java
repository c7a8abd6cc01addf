package io.offstage.dev;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A broker's place in its cluster.
 *
 * @param clusterId 16 bytes in Base64, the same for all members
 * @param node from 1
 * @param controllerPorts of all members on 127.0.0.1, in the order of their nodes; 0 for a broker
 *     that is alone and may take any
 */
record ClusterMember(String clusterId, int node, List<Integer> controllerPorts) {
  static final ClusterMember ALONE = new ClusterMember("b2Zmc3RhZ2Utb2Zmc3RhZw", 1, List.of(0));

  ClusterMember {
    controllerPorts = List.copyOf(controllerPorts);
  }

  int clusterSize() {
    return controllerPorts.size();
  }

  /** The same with a port of its own, once that is free. */
  ClusterMember claimed() {
    int wanted = controllerPorts.get(node - 1);
    int port = LoopbackPort.claim(wanted);
    return clusterSize() == 1 ? new ClusterMember(clusterId, node, List.of(port)) : this;
  }

  int controllerPort() {
    return controllerPorts.get(node - 1);
  }

  /** As in {@code controller.quorum.voters}. */
  String voters() {
    return IntStream.rangeClosed(1, clusterSize())
        .mapToObj(id -> id + "@127.0.0.1:" + controllerPorts.get(id - 1))
        .collect(Collectors.joining(","));
  }

  /** {@code CLUSTER/NODE/PORT[,PORT]…}. */
  String toArgument() {
    return "%s/%d/%s"
        .formatted(
            clusterId,
            node,
            controllerPorts.stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  static ClusterMember parse(String argument) {
    String[] parts = argument.split("/", 3);
    return new ClusterMember(
        parts[0],
        Integer.parseInt(parts[1]),
        Arrays.stream(parts[2].split(",")).map(Integer::valueOf).toList());
  }
}
