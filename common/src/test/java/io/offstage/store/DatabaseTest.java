package io.offstage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.offstage.dev.DevInfra;
import io.offstage.dev.DevInfraOptions;
import io.offstage.settings.PostgresSettings;
import io.offstage.settings.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class DatabaseTest {

  /** Far above what a call may take, far below a hang. */
  private static final Duration SOON = Duration.ofSeconds(15);

  @Test
  void severalProcessesMigrateAtOnce() throws Exception {
    PostgresSettings settings = FreshDatabase.settings(DevInfra.shared().freshDatabase());
    Callable<Boolean> process =
        () -> {
          try (Database database = Database.open(settings)) {
            database.migrate(FreshDatabase.PATIENCE);
            return database.taskReader().appliedOffsets().isEmpty();
          }
        };
    try (ExecutorService processes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> one : processes.invokeAll(List.of(process, process, process, process))) {
        assertThat(one.get()).isTrue();
      }
    }
  }

  @Test
  void rebuiltReadModelStandsBesideTheLiveOneAndTakesItsPlace() {
    try (Database database = FreshDatabase.migrated()) {
      database.migrateTasks("tasks_rebuilt", FreshDatabase.PATIENCE);
      TaskBatch batch =
          Rows.batch(Rows.slice(Rows.lifecycle(0), 0, 9, Rows.snapshot(Rows.of("new", 1, 0))));
      database.taskWriter("tasks_rebuilt").apply(batch);
      TaskReader live = database.taskReader();
      assertThat(live.find("new", TaskFilter.NONE)).isEmpty();

      database.swapTasks("tasks_rebuilt", "tasks_retired");

      assertThat(live.find("new", TaskFilter.NONE)).isPresent();
      assertThat(live.appliedOffsets()).isEqualTo(Map.of(Rows.lifecycle(0), 9L));
      assertThat(database.taskReader("tasks_retired").appliedOffsets()).isEmpty();
      database.migrate(FreshDatabase.PATIENCE);
    }
  }

  @Test
  void schemaNameThatIsNoNameIsRefused() {
    try (Database database = Database.open(FreshDatabase.settings("jdbc:postgresql://h/db"))) {
      assertThatThrownBy(() -> database.taskReader("tasks; DROP TABLE x"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void nobodyListeningIsAClearErrorSoon() throws IOException {
    try (Database database = Database.open(FreshDatabase.settings(nobody()));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<@Nullable Throwable>> calls =
          List.of(
              () -> catchThrowable(() -> database.taskReader().find("t", TaskFilter.NONE)),
              () -> catchThrowable(() -> database.taskReader().running(TaskFilter.NONE)),
              () -> catchThrowable(() -> database.taskWriter().apply(Rows.batch())),
              () -> catchThrowable(() -> database.memory().thread(new ThreadKey("u", "t"))),
              () -> catchThrowable(() -> database.migrate(Duration.ofMillis(300))));
      for (Future<@Nullable Throwable> call :
          assertTimeoutPreemptively(SOON, () -> callers.invokeAll(calls))) {
        assertThat(call.resultNow())
            .isInstanceOf(StoreUnavailable.class)
            .hasMessageContaining("Postgres");
      }
      assertThat(database.answers()).isFalse();
    }
  }

  private static String nobody() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "jdbc:postgresql://127.0.0.1:%d/offstage".formatted(taken.getLocalPort());
    }
  }

  @Test
  void serverThatSaysNothingIsAClearErrorSoon() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Database database =
            Database.open(
                FreshDatabase.settings(
                    "jdbc:postgresql://127.0.0.1:%d/x".formatted(silent.getLocalPort())))) {
      Throwable thrown =
          assertTimeoutPreemptively(
              SOON, () -> catchThrowable(() -> database.taskReader().appliedOffsets()));
      assertThat(thrown).isInstanceOf(StoreUnavailable.class);
    }
  }

  @Test
  void statementThatTakesTooLongIsCutOff() {
    try (Database database = FreshDatabase.migrated()) {
      assertThatThrownBy(
              () ->
                  database.inTransaction(
                      handle -> {
                        Database.statementTimeout(handle, Duration.ofMillis(50));
                        return handle
                            .createQuery("SELECT pg_sleep(60)::text")
                            .mapTo(String.class)
                            .one();
                      }))
          .isInstanceOf(StoreUnavailable.class);
    }
  }

  @Test
  void wrongStatementIsNotTakenForAnAbsentServer() {
    try (Database database = FreshDatabase.migrated()) {
      assertThatThrownBy(() -> database.with(handle -> handle.execute("SELECT nothing")))
          .isNotInstanceOf(StoreUnavailable.class);
    }
  }

  @Test
  void restartedPostgresIsFoundAgain(@TempDir Path data) {
    try (DevInfra infra = DevInfra.startBriefly(DevInfraOptions.at(data).withoutKafka());
        Database database = Database.open(FreshDatabase.settings(infra.freshDatabase()))) {
      database.migrate(FreshDatabase.PATIENCE);
      database
          .taskWriter()
          .apply(
              Rows.batch(Rows.slice(Rows.lifecycle(0), 0, 1, Rows.snapshot(Rows.of("t", 1, 0)))));

      infra.killPostgres();
      assertThatThrownBy(() -> database.taskReader().appliedOffsets())
          .isInstanceOf(StoreUnavailable.class);
      try (ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<?> waiting = starting.submit(() -> database.migrate(Duration.ofSeconds(60)));
        infra.startPostgres();
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(60));
      }

      await().atMost(SOON).until(database::answers);
      assertThat(database.taskReader().find("t", TaskFilter.NONE)).isPresent();
    }
  }

  @Test
  void passwordIsNowhereToBeSeen() throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    Level level = root.getLevel();
    root.setLevel(Level.DEBUG);
    try {
      String url = DevInfra.shared().freshDatabase() + "&password=hush1";
      for (String address : Set.of(url, nobody() + "?password=hush1")) {
        PostgresSettings settings =
            new PostgresSettings(address, "postgres", new Secret("hush2"), 2, "tasks", "memory");
        try (Database database = Database.open(settings)) {
          Throwable failure = catchThrowable(() -> database.migrate(Duration.ofMillis(1)));
          assertThat(settings + " " + failure).doesNotContain("hush");
          database.answers();
        }
      }
    } finally {
      root.setLevel(level);
      root.detachAppender(log);
    }
    assertThat(log.list).isNotEmpty();
    assertThat(log.list)
        .allSatisfy(event -> assertThat(event.getFormattedMessage()).doesNotContain("hush"));
  }
}
