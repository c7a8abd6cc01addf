package io.offstage.cli.topic;

import io.offstage.cli.console.Terminal;
import io.offstage.topic.TopicAdmin;
import io.offstage.topic.TopicChange;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what would make the topics as they should be. */
@Command(name = "plan", description = "Shows what is missing or different; changes nothing")
final class TopicsPlan implements Runnable {

  @Mixin private TopicsOptions options;

  @Override
  public void run() {
    Terminal terminal = Terminal.system();
    List<TopicChange> changes = options.ask(TopicAdmin::plan);
    options.print(terminal, changes);
    terminal.say(
        changes.isEmpty() ? "The topics are as they should be." : changes.size() + " to change.");
  }
}
