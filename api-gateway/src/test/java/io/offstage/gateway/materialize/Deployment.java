package io.offstage.gateway.materialize;

import io.offstage.dev.DevInfra;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TopicAdmin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/** Topics and a database of their own for one test: two pools of three partitions. */
final class Deployment implements AutoCloseable {

  static {
    // Some of these tests wait for sessions to end, on machines that are busy.
    Awaitility.setDefaultTimeout(Duration.ofSeconds(40));
  }

  static final int PARTITIONS = 3;
  static final String POOL = "tools";

  final Settings settings;
  final List<String> flags;
  final Admin admin;
  final Database database;
  final PoolTopics topics;

  private Deployment(List<String> flags) {
    this.flags = flags;
    this.settings = Settings.of(flags.toArray(String[]::new));
    this.admin = Admin.create(settings.kafka().clientProperties());
    this.database = Database.open(settings.postgres());
    this.topics = new PoolTopics(settings.topics().prefix(), POOL);
    new TopicAdmin(admin, settings).apply(TopicAdmin.Alter.NOTHING);
  }

  static Deployment create(String... more) {
    return at(DevInfra.shared().freshDatabase(), more);
  }

  /**
   * On a Postgres that is not the shared one.
   *
   * @param jdbcUrl with the parameter {@code user=postgres} alone
   */
  static Deployment at(String jdbcUrl, String... more) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "kafka.bootstrap.servers=" + DevInfra.shared().bootstrapServers(),
                "topics.prefix=m" + UUID.randomUUID().toString().substring(0, 8) + ".",
                "topics.partitions=" + PARTITIONS,
                "materializer.threads=1",
                "postgres.url=" + jdbcUrl.replace("?user=postgres", ""),
                "postgres.user=postgres"));
    flags.addAll(Arrays.asList(more));
    return new Deployment(flags);
  }

  @Override
  public void close() {
    admin.close();
    database.close();
  }
}
