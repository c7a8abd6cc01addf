package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** Topics by which tasks would be lost: no worker touches them. */
class StartRefusalTest {

  @Test
  void unequalNumbersOfPartitionsAreRefused() throws Exception {
    try (TestPool pool = new TestPool("unequal", 2);
        Admin admin = Admin.create(Map.of("bootstrap.servers", pool.bootstrapServers()))) {
      admin
          .createPartitions(Map.of(pool.topics.commands(), NewPartitions.increaseTo(3)))
          .all()
          .get(30, TimeUnit.SECONDS);

      assertThatThrownBy(() -> TaskWorker.serving(pool.settings(), TestTool.ECHO.tool()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("3 in " + pool.topics.commands())
          .hasMessageContaining("2 in " + pool.topics.lifecycle());
    }
  }

  @Test
  void aLifecycleTopicThatDeletesWithoutCompactingIsRefused() throws Exception {
    try (TestPool pool = new TestPool("uncompacted", 1);
        Admin admin = Admin.create(Map.of("bootstrap.servers", pool.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, pool.topics.lifecycle()),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET))))
          .all()
          .get(30, TimeUnit.SECONDS);

      assertThatThrownBy(() -> TaskWorker.serving(pool.settings(), TestTool.ECHO.tool()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(pool.topics.lifecycle() + ": cleanup.policy is delete")
          .hasMessageContaining("offstage topics apply --alter");
    }
  }
}
