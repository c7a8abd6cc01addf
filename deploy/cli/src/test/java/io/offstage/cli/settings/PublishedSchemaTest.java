package io.offstage.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PublishedSchemaTest {

  private static final Path PUBLISHED = Path.of("../docs/offstage.schema.json");

  @Test
  void thePublishedSchemaIsThatOfThisVersion() throws IOException {
    assertThat(Files.readString(PUBLISHED))
        .as("deploy/offstage config schema > deploy/docs/offstage.schema.json")
        .isEqualTo(FileSchema.read().toPrettyString() + System.lineSeparator());
  }
}
