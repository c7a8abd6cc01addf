package io.offstage.store;

import io.offstage.settings.PostgresSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Runs one Flyway history per schema. A transaction-scoped advisory lock is held around the whole
 * of it, schema creation included, so processes that start together wait for each other.
 */
final class Migrations {

  /** Any constant: "offstage" in ASCII. */
  private static final long LOCK = 0x6f66667374616765L;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final PostgresSettings settings;
  private final DataSource source;

  Migrations(PostgresSettings settings) {
    this.settings = settings;
    this.source = Database.dataSource(settings, Duration.ZERO);
  }

  /**
   * @param history the folder of migrations under {@code db/}
   * @param schema created when absent
   */
  void run(String history, String schema, Duration patience) {
    SchemaName.checked(schema);
    try (Connection lock = connect(patience)) {
      lock.setAutoCommit(false);
      try (PreparedStatement take = lock.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
        take.setLong(1, LOCK);
        take.execute();
      }
      Flyway.configure()
          .dataSource(source)
          .locations("classpath:db/" + history)
          .defaultSchema(schema)
          .createSchemas(true)
          .cleanDisabled(true)
          .load()
          .migrate();
      lock.rollback();
    } catch (SQLException | FlywayException e) {
      if (StoreUnavailable.explains(e)) {
        throw new StoreUnavailable("Postgres went away in a migration: " + settings.publicUrl(), e);
      }
      throw new IllegalStateException("The schema " + schema + " cannot be brought up to date", e);
    }
  }

  private Connection connect(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return source.getConnection();
      } catch (SQLException e) {
        if (!StoreUnavailable.explains(e) || System.nanoTime() - deadline >= 0) {
          throw new StoreUnavailable(
              "Postgres does not let us in: " + settings.publicUrl() + ": " + e.getMessage(), e);
        }
        sleep(pause, e);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? pause.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    }
  }

  private void sleep(Duration pause, SQLException cause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cause.addSuppressed(e);
      throw new StoreUnavailable("Interrupted while waiting for Postgres", cause);
    }
  }
}
