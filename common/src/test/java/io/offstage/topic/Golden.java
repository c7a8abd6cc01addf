package io.offstage.topic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An example record of {@code golden/}: {@code <schema>.<label>.json}. How we write the same record
 * stands in {@code <schema>.<label>.encoded.json}, or in the example itself where that is missing.
 * A golden file is never changed, only added: what it says has been published.
 *
 * @param name of its file, without the extension
 * @param text as somebody may write it
 * @param encoded as we write it
 */
record Golden(String name, String text, String encoded) {

  static List<Golden> all() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("\\.json$", ""))
          .filter(name -> !name.endsWith(".encoded"))
          .sorted()
          .map(Golden::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Golden of(String name) {
    Path encoded = folder().resolve(name + ".encoded.json");
    String text = read(folder().resolve(name + ".json"));
    return new Golden(name, text, Files.exists(encoded) ? read(encoded) : text);
  }

  private static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(Golden.class.getResource("golden")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).stripTrailing();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String schema() {
    return name.substring(0, name.indexOf('.'));
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return name;
  }
}
