package io.offstage.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Gets the configuration file off the disk. */
final class FileReader {
  static final Value.Fields NO_VALUES = new Value.Fields(Origin.file("", 0), Map.of());
  private static final int MOST_BYTES = 1 << 20;

  private FileReader() {}

  static Optional<SettingsFile> read(Path path, Problems problems) {
    String problem;
    try {
      if (Files.size(path) > MOST_BYTES) {
        problem = "is larger than " + Sizes.write(MOST_BYTES);
      } else {
        String text = Files.readString(path);
        return Optional.of(
            new SettingsFile(path, text.startsWith("\uFEFF") ? text.substring(1) : text));
      }
    } catch (NoSuchFileException e) {
      problem = "no such file";
    } catch (CharacterCodingException e) {
      problem = "is not UTF-8 text";
    } catch (IOException e) {
      problem = "cannot be read (" + e.getMessage() + ")";
    }
    problems.add(Origin.file(path.toString(), 0), problem);
    return Optional.empty();
  }

  static Value.Fields values(SettingsFile file, Map<String, String> variables, Problems problems) {
    return YamlValues.document(
        file.text(),
        file.path().toString(),
        SettingsFile::isDefinitionKey,
        Expansion.from(variables),
        problems);
  }
}
