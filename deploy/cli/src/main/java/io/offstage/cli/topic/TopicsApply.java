package io.offstage.cli.topic;

import io.offstage.cli.console.Terminal;
import io.offstage.topic.TopicAdmin;
import io.offstage.topic.TopicAdmin.Alter;
import io.offstage.topic.TopicChange;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the topics that are missing, once it is told to. */
@Command(
    name = "apply",
    description = "Makes the topics that are missing; without --execute it shows what it would do")
final class TopicsApply implements Runnable {

  @Mixin private TopicsOptions options;

  @Option(names = "--execute", description = "Do it")
  private boolean execute;

  @Option(
      names = "--configs",
      description =
          "Also give topics that exist the configs of the plan; a shorter retention deletes"
              + " records")
  private boolean configs;

  @Override
  public void run() {
    Terminal terminal = Terminal.system();
    if (execute) {
      List<TopicChange> done =
          options.ask(topics -> topics.apply(configs ? Alter.CONFIGS : Alter.NOTHING));
      options.print(terminal, done);
      terminal.say(done.isEmpty() ? "There was nothing to do." : done.size() + " done.");
      return;
    }
    List<TopicChange> planned =
        options.ask(TopicAdmin::plan).stream()
            .filter(change -> configs || change instanceof TopicChange.Create)
            .toList();
    options.print(terminal, planned);
    terminal.say(
        planned.isEmpty()
            ? "There is nothing to do."
            : planned.size() + " to do; nothing has been changed. --execute does it.");
  }
}
