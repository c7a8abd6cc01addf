package io.offstage.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
  @TempDir Path cache;

  @Test
  void whatAKilledUnpackingLeftIsCleared() throws Exception {
    Path home = PostgresBinaries.homeIn(cache);
    Path partial = Files.createDirectories(Path.of(home + ".partial"));
    Files.createFile(partial.resolve("bin"));
    Files.createDirectories(home.resolve("bin"));

    assertThat(PostgresBinaries.unpackedIn(cache)).isEqualTo(home);

    assertThat(home.resolve("bin/postgres")).isExecutable();
    assertThat(partial).doesNotExist();
  }
}
