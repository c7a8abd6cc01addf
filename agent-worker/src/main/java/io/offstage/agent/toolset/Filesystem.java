package io.offstage.agent.toolset;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.NonRetryableException;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files below a root. Whatever goes wrong with one is told in a sentence. */
final class Filesystem {

  /** Longer files are not read: no result could hold them. */
  static final int MOST_BYTES = 256 << 10;

  private final ConfinedRoot root;

  record ReadFile(String path) {}

  record ReadFiles(List<String> paths, @Nullable Boolean json) {}

  record Edit(String oldText, String newText) {}

  record EditFile(String path, List<Edit> edits) {}

  record WriteFile(String path, String content) {}

  record Directory(String path) {}

  record Directories(List<String> paths) {}

  record Search(
      String path,
      String query,
      @JsonProperty("is_regex") @Nullable Boolean isRegex,
      @Nullable List<String> excludePatterns) {}

  Filesystem(ConfinedRoot root) {
    this.root = root;
  }

  List<Tool> tools() {
    return List.of(
        Tool.named("read_file")
            .describedAs("Read the complete contents of a text file.")
            .taking(Schemas.object().text("path", "The file path to read").json(), ReadFile.class)
            .running((in, _) -> read(in.path())),
        Tool.named("read_multiple_files")
            .describedAs("Read the contents of multiple files simultaneously.")
            .taking(
                Schemas.object()
                    .texts("paths", "Array of file paths to read")
                    .maybe("json", "boolean", "Whether to return the result as JSON")
                    .json(),
                ReadFiles.class)
            .running((in, _) -> readAll(in)),
        Tool.named("edit_file")
            .describedAs(
                "Make line-based edits to a text file. Each edit replaces exact line sequences with"
                    + " new content.")
            .taking(
                Schemas.object()
                    .text("path", "The file path to edit")
                    .objects(
                        "edits",
                        "Array of edit operations",
                        Schemas.object()
                            .text("oldText", "The exact text to replace")
                            .text("newText", "The replacement text"))
                    .json(),
                EditFile.class)
            .running((in, _) -> edit(in)),
        Tool.named("write_file")
            .describedAs(
                "Create a new file or completely overwrite an existing file with new content.")
            .taking(
                Schemas.object()
                    .text("path", "The file path to write")
                    .text("content", "The content to write to the file")
                    .json(),
                WriteFile.class)
            .running((in, _) -> write(in)),
        Tool.named("list_directory")
            .describedAs("Get a detailed listing of all files and directories in a specified path.")
            .taking(
                Schemas.object().text("path", "The directory path to list").json(), Directory.class)
            .running((in, _) -> new DirectoryListing(directory(in.path())).lines()),
        Tool.named("directory_tree")
            .describedAs("Get a recursive tree view of files and directories as a JSON structure.")
            .taking(
                Schemas.object()
                    .text("path", "The directory path to traverse (relative to working directory)")
                    .json(),
                Directory.class)
            .running((in, _) -> new DirectoryListing(directory(in.path())).tree()),
        Tool.named("search_files_content")
            .describedAs(
                "Searches for text or regex patterns in the content of files matching a GLOB"
                    + " pattern.")
            .taking(
                Schemas.object()
                    .text("path", "The starting directory path")
                    .text("query", "The text or regex pattern to search for")
                    .maybe(
                        "is_regex",
                        "boolean",
                        "If true, treat query as regex; otherwise literal text")
                    .maybeTexts("excludePatterns", "Patterns to exclude from search")
                    .json(),
                Search.class)
            .running((in, _) -> new ContentSearch(in, root.resolve(in.path())).found()),
        Tool.named("create_directory")
            .describedAs("Create one or more new directories or nested directory structures.")
            .taking(
                Schemas.object().texts("paths", "Array of directory paths to create").json(),
                Directories.class)
            .running((in, _) -> create(in.paths())),
        Tool.named("remove_directory")
            .describedAs("Remove one or more empty directories.")
            .taking(
                Schemas.object().texts("paths", "Array of directory paths to remove").json(),
                Directories.class)
            .running((in, _) -> remove(in.paths())));
  }

  private Path directory(String given) throws IOException {
    Path directory = root.resolve(given);
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new NonRetryableException("Error reading directory: " + given + " is none");
    }
    return directory;
  }

  private String read(String given) throws IOException {
    Path file = root.resolve(given);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NonRetryableException("not found");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NonRetryableException(given + " is not a file");
    }
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new NonRetryableException(
          "%s has %d bytes; files of more than %d are not read".formatted(given, size, MOST_BYTES));
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private String readAll(ReadFiles in) throws IOException {
    List<Map<String, String>> contents = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (String path : in.paths()) {
      String content;
      try {
        content = read(path);
      } catch (NonRetryableException e) {
        content = String.valueOf(e.getMessage());
      }
      text.append("=== ").append(path).append(" ===\n").append(content).append("\n\n");
      Map<String, String> file = new LinkedHashMap<>();
      file.put("path", path);
      file.put("content", content);
      contents.add(file);
    }
    RawJson json = ToolJson.write(contents);
    return Boolean.TRUE.equals(in.json()) ? json.text() : text.toString();
  }

  private String edit(EditFile in) throws IOException {
    String text = read(in.path());
    List<String> changes = new ArrayList<>();
    for (Edit edit : in.edits()) {
      int number = changes.size() + 1;
      int at = text.indexOf(edit.oldText());
      if (at < 0) {
        throw new NonRetryableException("Edit " + number + " failed: old text not found");
      }
      text = text.substring(0, at) + edit.newText() + text.substring(at + edit.oldText().length());
      changes.add("Edit %d: Replaced %d characters".formatted(number, edit.oldText().length()));
    }
    Files.writeString(root.resolve(in.path()), text);
    return changes.size() == 1
        ? "File edited successfully. " + changes.getFirst().replaceFirst("^Edit 1: ", "")
        : "File edited successfully. Changes:\n" + String.join("\n", changes);
  }

  private String write(WriteFile in) throws IOException {
    Path file = root.resolve(in.path());
    Files.createDirectories(file.getParent());
    byte[] bytes = in.content().getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes);
    return "File written successfully: %s (%d bytes)".formatted(in.path(), bytes.length);
  }

  private String create(List<String> paths) throws IOException {
    List<String> told = new ArrayList<>();
    for (String path : paths) {
      Files.createDirectories(root.resolve(path));
      told.add("Directory created successfully: " + path);
    }
    return String.join("\n", told);
  }

  private String remove(List<String> paths) throws IOException {
    List<String> told = new ArrayList<>();
    for (String path : paths) {
      Path directory = directory(path);
      if (directory.equals(root.path())) {
        throw new NonRetryableException("Error removing directory " + path + ": it is the root");
      }
      try {
        Files.delete(directory);
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        throw new NonRetryableException("Error removing directory " + path + ": not empty", e);
      }
      told.add("Directory removed successfully: " + path);
    }
    return String.join("\n", told);
  }
}
