package io.offstage.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevInfraTest {
  @TempDir Path data;

  @Test
  void theSharedPairIsOnePairAndStandsBesideOthers() {
    DevInfra shared = DevInfra.shared();

    try (DevInfra other = DevInfra.startBriefly(DevInfraOptions.at(data).withoutKafka())) {
      assertThat(DevInfra.shared()).isSameAs(shared);
      assertThat(other.jdbcUrl()).isNotEqualTo(shared.jdbcUrl());
      assertThat(other.freshDatabase()).isNotEqualTo(shared.freshDatabase());
    }
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DevInfraOptions options =
          DevInfraOptions.at(data).withoutKafka().withPostgresPort(taken.getLocalPort());

      assertThatThrownBy(() -> DevInfra.startBriefly(options))
          .isInstanceOf(InfraException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " of 127.0.0.1 is taken");
    }
  }

  @Test
  void aDirectoryInUseIsNamedAndItsHolderServesOn() {
    DevInfraOptions options = DevInfraOptions.at(data).withoutKafka();

    try (DevInfra holder = DevInfra.startBriefly(options)) {
      assertThatThrownBy(() -> DevInfra.startBriefly(options))
          .isInstanceOf(InfraException.class)
          .hasMessageContaining(data + " is in use by another postgres");

      assertThat(holder.freshDatabase()).isNotBlank();
    }
  }

  @Test
  void aBrokerThatRefusesItsConfigurationSaysWhy() {
    DevInfraOptions options =
        DevInfraOptions.at(data).withoutPostgres().withKafkaConfig("num.io.threads", "many");

    assertThatThrownBy(() -> DevInfra.startBriefly(options))
        .isInstanceOf(InfraException.class)
        .hasMessageContaining("num.io.threads");
  }

  @Test
  void bothServersEndWithAKilledParentAndTheirDataServeTheNext() throws Exception {
    List<ProcessHandle> servers = serversOfAKilledParent();

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> servers.stream().allMatch(ProcessEnd::reached));

    try (DevInfra next = DevInfra.startBriefly(DevInfraOptions.at(data).withoutKafka())) {
      assertThat(next.freshDatabase()).isNotBlank();
    }
  }

  private List<ProcessHandle> serversOfAKilledParent() throws IOException {
    ChildJvm parent =
        JvmCommand.of(InfraParent.class, List.of(data.toString()))
            .small("64m")
            .output(ProcessBuilder.Redirect.PIPE)
            .errors(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader stdout = parent.process().inputReader()) {
      return Arrays.stream(stdout.readLine().split(" ", 2))
          .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
          .toList();
    } finally {
      parent.kill();
    }
  }
}
