package io.offstage.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.offstage.settings.PostgresSettings;
import java.time.Duration;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One process' connections to Postgres. Opening touches no network, so a process starts while
 * Postgres is down and recovers by itself. Any thread; every call ends within seconds, with {@link
 * StoreUnavailable} where Postgres does not answer.
 */
public final class Database implements AutoCloseable {

  /** Waiting for a connection, a new one or one of the pool. */
  private static final Duration CONNECT = Duration.ofMillis(2_500);

  private static final Duration STATEMENT = Duration.ofSeconds(5);

  /** For a server that is gone without a word; longer than any statement may take. */
  private static final Duration SOCKET = Duration.ofSeconds(20);

  private final PostgresSettings settings;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(PostgresSettings settings, HikariDataSource pool) {
    this.settings = settings;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool).registerArrayType(String.class, "text");
  }

  public static Database open(PostgresSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("offstage-postgres");
    config.setDataSource(dataSource(settings, SOCKET));
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT.toMillis());
    config.setValidationTimeout(CONNECT.toMillis() / 2);
    config.setInitializationFailTimeout(-1);
    // Statements are planned for the values they bear: filters are skewed, and planning is cheap.
    config.setConnectionInitSql(
        "SET statement_timeout = %d; SET plan_cache_mode = force_custom_plan"
            .formatted(STATEMENT.toMillis()));
    return new Database(settings, new HikariDataSource(config));
  }

  /** Without a pool, and without a deadline for what a migration takes. */
  static PGSimpleDataSource dataSource(PostgresSettings settings, Duration socketTimeout) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setApplicationName("offstage");
    source.setConnectTimeout((int) CONNECT.toSeconds());
    source.setSocketTimeout((int) socketTimeout.toSeconds());
    source.setTcpKeepAlive(true);
    source.setUser(settings.user());
    source.setPassword(settings.password().value());
    try {
      source.setUrl(settings.url());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Not a Postgres URL: " + settings.publicUrl());
    }
    return source;
  }

  /**
   * Brings both schemas to this release. Safe when several processes do it at once.
   *
   * @param patience how long to wait for a Postgres that is not there yet
   * @throws StoreUnavailable when it is still not there
   */
  public void migrate(Duration patience) {
    Migrations migrations = new Migrations(settings);
    migrations.run("tasks", settings.tasksSchema(), patience);
    migrations.run("memory", settings.memorySchema(), patience);
  }

  /** Creates the read model in a schema of its own, to be filled beside the live one. */
  public void migrateTasks(String schema, Duration patience) {
    new Migrations(settings).run("tasks", schema, patience);
  }

  /** Writes the live read model. */
  public TaskWriter taskWriter() {
    return taskWriter(settings.tasksSchema());
  }

  /** Writes a read model that is being rebuilt. */
  public TaskWriter taskWriter(String schema) {
    return new TaskWriter(this, SchemaName.checked(schema));
  }

  /** Reads the live read model. */
  public TaskReader taskReader() {
    return taskReader(settings.tasksSchema());
  }

  /** Reads a read model that is being rebuilt. */
  public TaskReader taskReader(String schema) {
    return new TaskReader(this, SchemaName.checked(schema));
  }

  public AgentCatalog agents() {
    return new AgentCatalog(this, SchemaName.checked(settings.memorySchema()));
  }

  public MemoryStore memory() {
    return new MemoryStore(this, SchemaName.checked(settings.memorySchema()));
  }

  /**
   * Makes a rebuilt read model the live one, in one transaction. Writers wait; they find the
   * offsets of the rebuilt one afterwards and go on from there.
   *
   * @param rebuilt the schema that becomes the live one
   * @param retired the name that the live one gets; drop it when nothing is missed
   */
  public void swapTasks(String rebuilt, String retired) {
    String live = SchemaName.checked(settings.tasksSchema());
    SchemaName.checked(rebuilt);
    SchemaName.checked(retired);
    inTransaction(
        handle -> {
          handle.execute(
              "LOCK TABLE %s.applied_offset, %s.applied_offset".formatted(live, rebuilt));
          handle.execute("ALTER SCHEMA %s RENAME TO %s".formatted(live, retired));
          handle.execute("ALTER SCHEMA %s RENAME TO %s".formatted(rebuilt, live));
          return true;
        });
  }

  /** Whether Postgres answers now. */
  public boolean answers() {
    try {
      return with(handle -> handle.createQuery("SELECT true").mapTo(Boolean.class).one());
    } catch (StoreUnavailable e) {
      return false;
    }
  }

  /** Statements that each stand for themselves. */
  <T> T with(HandleCallback<T, RuntimeException> work) {
    return guarded(() -> jdbi.withHandle(work));
  }

  /** Several statements, all or none. */
  <T> T inTransaction(HandleCallback<T, RuntimeException> work) {
    return guarded(() -> jdbi.inTransaction(work));
  }

  /** Several reads of one moment. */
  <T> T inSnapshot(HandleCallback<T, RuntimeException> work) {
    return guarded(() -> jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work));
  }

  /** Another deadline for the statements of this transaction; zero for none. */
  static void statementTimeout(Handle handle, Duration timeout) {
    handle.execute("SET LOCAL statement_timeout = " + timeout.toMillis());
  }

  private <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (JdbiException e) {
      if (StoreUnavailable.explains(e)) {
        throw new StoreUnavailable("Postgres does not answer: " + settings.publicUrl(), e);
      }
      throw e;
    }
  }

  /** Idempotent. Statements under way end with an error. */
  @Override
  public void close() {
    pool.close();
  }
}
