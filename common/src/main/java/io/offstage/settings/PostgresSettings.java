package io.offstage.settings;

import static io.offstage.settings.ValueType.integer;

import java.util.regex.Pattern;

/**
 * Where the read model and the memory are.
 *
 * @param url JDBC, without password; default {@code jdbc:postgresql://127.0.0.1:5432/offstage}
 * @param user default {@code offstage}
 * @param password default none
 * @param poolSize most connections of one process; default 10
 * @param tasksSchema of the read model, rebuildable from the log; default {@code tasks}
 * @param memorySchema of threads and messages, primary data; default {@code memory}
 */
public record PostgresSettings(
    String url,
    String user,
    Secret password,
    int poolSize,
    String tasksSchema,
    String memorySchema) {

  /** The address without driver properties, fit for logs and errors. */
  public String publicUrl() {
    return Secret.hiddenIn(url.replaceFirst("\\?.*$", ""));
  }

  @Override
  public String toString() {
    return "PostgresSettings[url=%s, user=%s, password=%s, poolSize=%d, tasksSchema=%s, memorySchema=%s]"
        .formatted(Secret.hiddenIn(url), user, password, poolSize, tasksSchema, memorySchema);
  }

  static PostgresSettings read(Reading in) {
    String url =
        in.value(
            "postgres.url",
            ValueType.text(
                "jdbc:postgresql://host:port/database", Pattern.compile("jdbc:postgresql:.+")),
            "jdbc:postgresql://127.0.0.1:5432/offstage",
            "JDBC address of the database, without password");
    in.refuseUnless(
        !url.matches("(?i).*([?&]password=|//[^/]*@).*"),
        "postgres.url",
        "must hold no user or password; use postgres.user and postgres.password");
    String user = in.value("postgres.user", Patterns.notBlank(), "offstage", "Database user");
    Secret password = in.secret("postgres.password", "Password of the database user");
    int poolSize =
        in.value("postgres.pool-size", integer(1, 1_000), 10, "Most connections of one process");
    String tasks =
        in.value(
            "postgres.schema.tasks",
            Patterns.schema(),
            "tasks",
            "Schema of the read model of tasks");
    String memory =
        in.value(
            "postgres.schema.memory",
            Patterns.schema(),
            "memory",
            "Schema of threads, messages and audit");
    in.refuseUnless(
        !tasks.equals(memory),
        "postgres.schema.memory",
        "must differ from postgres.schema.tasks",
        "postgres.schema.tasks");
    return new PostgresSettings(url, user, password, poolSize, tasks, memory);
  }
}
