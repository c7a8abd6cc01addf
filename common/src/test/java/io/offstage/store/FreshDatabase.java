package io.offstage.store;

import io.offstage.dev.DevInfra;
import io.offstage.settings.PostgresSettings;
import io.offstage.settings.Secret;
import java.time.Duration;

/** A migrated database of its own for each test class, on the shared server. */
final class FreshDatabase {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  private FreshDatabase() {}

  static Database migrated() {
    Database database = Database.open(settings(DevInfra.shared().freshDatabase()));
    database.migrate(PATIENCE);
    return database;
  }

  static PostgresSettings settings(String url) {
    return new PostgresSettings(url, "postgres", Secret.NONE, 8, "tasks", "memory");
  }
}
