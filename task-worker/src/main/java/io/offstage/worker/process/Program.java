package io.offstage.worker.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What to start, and with what.
 *
 * @param words the program and its arguments; no shell reads them
 * @param environment added to the scrubbed one; may hold secrets, so {@code toString} shows only
 *     the names
 * @param directory where it runs; absent: where this process does
 */
public record Program(
    List<String> words, Map<String, String> environment, @Nullable Path directory) {

  /**
   * @throws IllegalArgumentException where no word names the program
   */
  public Program {
    if (words.isEmpty() || words.getFirst().isBlank()) {
      throw new IllegalArgumentException("a program has a name");
    }
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** For messages: arguments may hold secrets, and stay out. */
  public String shown() {
    return words.getFirst();
  }

  @Override
  public String toString() {
    return "Program[%s, %d arguments, environment=%s]"
        .formatted(shown(), words.size() - 1, new TreeSet<>(environment.keySet()));
  }
}
