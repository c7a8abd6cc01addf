package io.offstage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.definition.AgentDefinition;
import io.offstage.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every file of this folder. */
class ExampleFilesTest {

  static List<Path> files() {
    return ExampleFiles.all();
  }

  @ParameterizedTest
  @MethodSource("files")
  void itsSettingsAreReadAndItNamesItsSchema(Path file) {
    Settings settings = Settings.load(file, Map.of(), List.of());

    assertThat(settings.file()).isPresent();
    assertThat(ExampleFiles.text(file))
        .startsWith("# yaml-language-server: $schema=../../docs/offstage.schema.json\n");
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyCommandInItIsAboutItselfAndItsAgents(Path file) {
    List<String> agents =
        ExampleFiles.together().agents().stream().map(AgentDefinition::name).toList();
    for (String line : ExampleFiles.text(file).lines().toList()) {
      if (line.contains("deploy/offstage dev --config ")) {
        assertThat(line.strip()).endsWith(ExampleFiles.folder(file) + "/" + file.getFileName());
      }
      if (line.contains("agents ask ")) {
        assertThat(agents).contains(line.replaceFirst(".*agents ask (\\S+) .*", "$1"));
      }
    }
  }
}
