package io.offstage.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
  @TempDir static Path data;
  private static DevInfra infra;

  @BeforeAll
  static void start() {
    infra = DevInfra.startBriefly(DevInfraOptions.at(data).withoutKafka());
  }

  @AfterAll
  static void closeTwice() {
    infra.close();
    infra.close();
  }

  @Test
  void everyCommitIsOnDiskAndOnlyLoopbackIsServed() throws Exception {
    assertThat(query(infra.jdbcUrl(), "show fsync")).containsExactly("on");
    assertThat(query(infra.jdbcUrl(), "show synchronous_commit")).containsExactly("on");
    assertThat(query(infra.jdbcUrl(), "show listen_addresses")).containsExactly("127.0.0.1");
  }

  @Test
  void freshDatabasesAreEmptyAndApart() throws Exception {
    String one = infra.freshDatabase();
    String other = infra.freshDatabase();

    execute(one, "create table only_here (id int)");

    assertThat(query(other, "select tablename from pg_tables where schemaname = 'public'"))
        .isEmpty();
  }

  @Test
  void rowsSurviveARestartOnTheSamePort() throws Exception {
    String database = oneRow();

    infra.stopPostgres();
    assertThat(infra.postgresProcess()).isEmpty();
    infra.startPostgres();

    assertThat(query(database, "select id from kept")).containsExactly("1");
  }

  @Test
  void rowsSurviveTheKillingOfServerAndHost() throws Exception {
    String database = oneRow();

    infra.killPostgres();
    infra.startPostgres();

    assertThat(query(database, "select id from kept")).containsExactly("1");
  }

  @Test
  void theHostEndsWhenItsServerIsKilledAndTheNextStartServesAgain() throws Exception {
    String database = oneRow();
    ProcessHandle host = host();

    infra.postgresProcess().orElseThrow().destroyForcibly();
    Awaitility.await().until(() -> !host.isAlive());
    infra.startPostgres();

    assertThat(query(database, "select id from kept")).containsExactly("1");
  }

  @Test
  void aServerThatOutlivedItsHostIsReplacedByTheNextStart() throws Exception {
    String database = oneRow();
    ProcessHandle orphan = infra.postgresProcess().orElseThrow();
    ProcessHandle host = host();

    host.destroyForcibly();
    Awaitility.await().until(() -> !host.isAlive());
    assertThat(ProcessEnd.reached(orphan)).isFalse();
    infra.startPostgres();

    assertThat(ProcessEnd.reached(orphan)).isTrue();
    assertThat(query(database, "select id from kept")).containsExactly("1");
  }

  private static ProcessHandle host() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains(data.toString()))
        .findFirst()
        .orElseThrow();
  }

  private static String oneRow() throws SQLException {
    String database = infra.freshDatabase();
    execute(database, "create table kept as select 1 as id");
    return database;
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> query(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
