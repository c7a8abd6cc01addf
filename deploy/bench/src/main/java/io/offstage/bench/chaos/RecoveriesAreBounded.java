package io.offstage.bench.chaos;

import io.offstage.bench.history.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * G7: a new owner reads no more records than it may, or twice the tasks that live; and one
 * transaction. The workers' own word for it, from their logs.
 */
final class RecoveriesAreBounded {

  /** What the workers are told: so little that every takeover comes near it. */
  static final int MAX_SCAN = 200;

  static final int BATCH = 50;

  /** An entry may write two snapshots and a permit; each commit leaves a mark. */
  private static final int RECORDS_OF_A_BATCH = 3 * BATCH + 1;

  private static final Pattern RECOVERED =
      Pattern.compile(
          "partition recovered partition=\"(\\d+)\" live=\"(\\d+)\" scanned=\"(\\d+)\"");

  private final Path logs;

  RecoveriesAreBounded(Path logs) {
    this.logs = logs;
  }

  /** Every takeover that read more. */
  List<Violation> broken() throws IOException {
    List<Violation> broken = new ArrayList<>();
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file : files.sorted().toList()) {
        Matcher takeover =
            RECOVERED.matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        while (takeover.find()) {
          long live = Long.parseLong(takeover.group(2));
          long read = Long.parseLong(takeover.group(3));
          long most = Math.max(MAX_SCAN, 2 * live) + RECORDS_OF_A_BATCH;
          if (read > most) {
            broken.add(
                new Violation(
                    "G7 recovery is bounded",
                    file.getFileName() + " partition " + takeover.group(1),
                    "%d records read for %d live tasks, %d allowed".formatted(read, live, most)));
          }
        }
      }
    }
    return broken;
  }
}
