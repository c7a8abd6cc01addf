package io.offstage.dev;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * Creates databases; apart from everything else because it alone needs the JDBC driver on the class
 * path.
 */
final class FreshDatabase {
  private FreshDatabase() {}

  /** A JDBC URL like {@code postgres}' own, for a new empty database. */
  static String create(String jdbcUrl) {
    String name = "db_" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name + " template template0");
    } catch (SQLException failed) {
      throw new InfraException("cannot create a database at " + jdbcUrl, failed);
    }
    return jdbcUrl.replace("/postgres?", "/" + name + "?");
  }
}
