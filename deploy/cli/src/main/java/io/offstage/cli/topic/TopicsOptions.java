package io.offstage.cli.topic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Table;
import io.offstage.cli.console.Terminal;
import io.offstage.cli.settings.SettingsOptions;
import io.offstage.settings.Settings;
import io.offstage.topic.TopicAdmin;
import io.offstage.topic.TopicChange;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import picocli.CommandLine.Mixin;

/** What the topic commands share; a mixin. */
final class TopicsOptions {

  /** Somebody waits at the terminal. */
  private static final int PATIENCE_MS = 10_000;

  @Mixin private SettingsOptions settings;

  @Mixin FormatOption format;

  /** Asks the cluster of the settings. */
  <T> T ask(Function<TopicAdmin, T> question) {
    Settings loaded = settings.load();
    Map<String, Object> properties = loaded.kafka().clientProperties();
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    try (Admin admin = Admin.create(properties)) {
      return question.apply(new TopicAdmin(admin, loaded));
    }
  }

  void print(Terminal terminal, List<TopicChange> changes) {
    switch (format.chosen()) {
      case TABLE -> {
        Table table = new Table("CHANGE", "TOPIC", "WHAT");
        changes.forEach(
            change -> {
              switch (change) {
                case TopicChange.Create(var spec) ->
                    table.row(
                        "create",
                        spec.name(),
                        spec.partitions() + " partitions, replication " + spec.replication());
                case TopicChange.Alter(var topic, var config, var is, var should) ->
                    table.row("alter", topic, config + ": " + is + " -> " + should);
              }
            });
        table.printTo(terminal);
      }
      case JSON -> {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        changes.forEach(
            change -> {
              switch (change) {
                case TopicChange.Create(var spec) ->
                    all.addObject()
                        .put("change", "create")
                        .put("topic", spec.name())
                        .put("partitions", spec.partitions())
                        .put("replication", spec.replication());
                case TopicChange.Alter(var topic, var config, var is, var should) ->
                    all.addObject()
                        .put("change", "alter")
                        .put("topic", topic)
                        .put("config", config)
                        .put("is", is)
                        .put("should", should);
              }
            });
        terminal.print(all.toPrettyString());
      }
    }
  }
}
