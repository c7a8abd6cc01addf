package io.offstage.cli.topic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.offstage.cli.console.ExitCode;
import io.offstage.cli.console.Table;
import io.offstage.cli.console.Terminal;
import io.offstage.topic.TopicAdmin;
import io.offstage.topic.TopicFinding;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Judges the topics of the cluster. */
@Command(
    name = "check",
    description = "Judges the topics of the cluster; exits with 1 where tasks would be lost")
final class TopicsCheck implements Callable<Integer> {

  @Mixin private TopicsOptions options;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.system();
    List<TopicFinding> findings = options.ask(TopicAdmin::check);
    print(terminal, findings);
    terminal.say(
        findings.isEmpty() ? "The topics are as they should be." : findings.size() + " findings.");
    return findings.stream().anyMatch(f -> f.weight() == TopicFinding.Weight.FATAL)
        ? ExitCode.FAILED
        : ExitCode.OK;
  }

  private void print(Terminal terminal, List<TopicFinding> findings) {
    switch (options.format.chosen()) {
      case TABLE -> {
        Table table = new Table("WEIGHT", "FINDING");
        findings.forEach(finding -> table.row(weight(finding), finding.sentence()));
        table.printTo(terminal);
      }
      case JSON -> {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        findings.forEach(
            finding ->
                all.addObject()
                    .put("weight", weight(finding))
                    .put("topic", finding.topic())
                    .put("setting", finding.setting())
                    .put("is", finding.is())
                    .put("should", finding.should())
                    .put("advice", finding.advice()));
        terminal.print(all.toPrettyString());
      }
    }
  }

  private static String weight(TopicFinding finding) {
    return finding.weight().name().toLowerCase(Locale.ROOT);
  }
}
