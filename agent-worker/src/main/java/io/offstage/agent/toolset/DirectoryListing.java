package io.offstage.agent.toolset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.memory.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is in a directory, in the order of the names; links are not followed. */
final class DirectoryListing {

  private static final int MOST = 100;

  private final Path directory;
  private int told;

  DirectoryListing(Path directory) {
    this.directory = directory;
  }

  /** A line each. */
  String lines() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Path entry : entries(directory)) {
      lines.append(isDirectory(entry) ? "DIR  " : "FILE ").append(entry.getFileName()).append('\n');
      if (++told >= MOST) {
        lines.append("...output truncated due to file limit...\n");
        break;
      }
    }
    return lines.toString();
  }

  /** {@code {name, type, children?}}, as text. */
  String tree() throws IOException {
    return JsonText.write(node(directory));
  }

  private ObjectNode node(Path path) throws IOException {
    told++;
    ObjectNode node =
        JsonText.object()
            .put("name", String.valueOf(path.getFileName()))
            .put("type", isDirectory(path) ? "directory" : "file");
    if (isDirectory(path)) {
      ArrayNode children = node.putArray("children");
      for (Path entry : entries(path)) {
        if (told >= MOST) {
          break;
        }
        children.add(node(entry));
      }
    }
    return node;
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Without what belongs to version control. */
  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(entry -> !entry.endsWith(".git")).sorted().toList();
    }
  }
}
