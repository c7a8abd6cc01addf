package io.offstage.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

class SharedTest {
  @Test
  void both() throws Exception {
    long start = System.nanoTime();
    DevInfra infra = DevInfra.shared();
    System.err.println("started in ms " + (System.nanoTime() - start) / 1_000_000);
    start = System.nanoTime();
    try (Connection c = DriverManager.getConnection(infra.freshDatabase())) {
      assertThat(c.isValid(1)).isTrue();
    }
    System.err.println("db in ms " + (System.nanoTime() - start) / 1_000_000);
    start = System.nanoTime();
    infra.close();
    System.err.println("stop in ms " + (System.nanoTime() - start) / 1_000_000);
  }
}
