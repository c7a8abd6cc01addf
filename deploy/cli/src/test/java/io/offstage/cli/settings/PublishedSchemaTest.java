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
    String ours = FileSchema.read().toPrettyString() + "\n";

    // Not compared by AssertJ, which would print both.
    assertThat(Files.readString(PUBLISHED).equals(ours))
        .as(
            "is this version's; if not: deploy/offstage config schema >"
                + " deploy/docs/offstage.schema.json")
        .isTrue();
  }
}
