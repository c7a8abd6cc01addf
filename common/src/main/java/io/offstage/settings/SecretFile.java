package io.offstage.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a mounted secret: UTF-8, at most 64 KiB, without its last line break. */
final class SecretFile {
  private static final int MOST_BYTES = 64 * 1024;

  private SecretFile() {}

  static Value.@Nullable Text read(Value.Text named, String key, Problems problems) {
    String problem;
    try {
      Path path = Path.of(named.text().strip());
      if (Files.exists(path) && Files.size(path) > MOST_BYTES) {
        problem = "is larger than 64KiB";
      } else {
        String text = Files.readString(path).replaceFirst("\\r?\\n$", "");
        return new Value.Text(Origin.file(path.toString(), 0), text, "***");
      }
    } catch (NoSuchFileException e) {
      problem = "does not exist";
    } catch (CharacterCodingException e) {
      problem = "is not UTF-8 text";
    } catch (IOException | InvalidPathException e) {
      problem = "cannot be read (" + e.getClass().getSimpleName() + ")";
    }
    problems.add(named.origin(), key, "the file " + named.shown() + " " + problem);
    return null;
  }
}
