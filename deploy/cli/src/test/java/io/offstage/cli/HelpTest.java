package io.offstage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Every command, those of other modules too, says what it is for. */
class HelpTest {

  static Stream<CommandLine> commands() {
    List<CommandLine> all = new ArrayList<>();
    collect(Offstage.commandLine(), all);
    return all.stream();
  }

  private static void collect(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().forEach(sub -> collect(sub, all));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelp(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    List<String> line = new ArrayList<>(List.of(spec.qualifiedName().split(" ")));
    line.removeFirst();
    line.add("--help");

    Ran help = Ran.offstage(line.toArray(String[]::new));

    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: " + spec.qualifiedName());
    assertThat(help.err()).isEmpty();
    assertThat(spec.usageMessage().description()).isNotEmpty();
    assertThat(spec.args()).allSatisfy(arg -> assertThat(arg.description()).isNotEmpty());
  }

  @Test
  void aCommandWithoutItsSubcommandShowsThem() {
    Ran tasks = Ran.offstage("tasks");

    assertThat(tasks.code()).isEqualTo(2);
    assertThat(tasks.out()).isEmpty();
    assertThat(tasks.err()).contains("enqueue", "watch");
  }

  @Test
  void aMisspeltCommandIsWrongUsage() {
    Ran misspelt = Ran.offstage("tasks", "gett", "x");

    assertThat(misspelt.code()).isEqualTo(2);
    assertThat(misspelt.err()).contains("gett", "tasks get", "offstage tasks --help");
  }

  @Test
  void aMisspeltOptionIsWrongUsage() {
    Ran misspelt = Ran.offstage("tasks", "list", "--statu", "running");

    assertThat(misspelt.code()).isEqualTo(2);
    assertThat(misspelt.err()).contains("--statu").doesNotContain("Exception");
  }
}
