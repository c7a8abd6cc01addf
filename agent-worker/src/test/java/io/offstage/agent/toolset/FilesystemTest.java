package io.offstage.agent.toolset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.agent.memory.JsonText;
import io.offstage.worker.tool.NonRetryableException;
import io.offstage.worker.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesystemTest {

  @TempDir private Path outer;
  private Path root;
  private List<Tool> tools = List.of();

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(outer.resolve("root"));
    Files.writeString(outer.resolve("secret"), "keep out");
    tools = new Filesystem(ConfinedRoot.of(root)).tools();
  }

  private String call(String tool, Map<String, ?> args) throws Exception {
    return ToolCalls.text(tools, tool, JsonText.write(args));
  }

  @Test
  void filesAreWrittenReadAndEdited() throws Exception {
    assertThat(call("write_file", Map.of("path", "a/b.txt", "content", "one two Ü")))
        .isEqualTo("File written successfully: a/b.txt (10 bytes)");
    assertThat(
            call(
                "edit_file",
                Map.of(
                    "path",
                    "a/b.txt",
                    "edits",
                    List.of(Map.of("oldText", "two", "newText", "$2 \\ 3")))))
        .isEqualTo("File edited successfully. Replaced 3 characters");
    assertThat(call("read_file", Map.of("path", "a/b.txt"))).isEqualTo("one $2 \\ 3 Ü");
    assertThat(call("read_multiple_files", Map.of("paths", List.of("a/b.txt", "gone"))))
        .isEqualTo("=== a/b.txt ===\none $2 \\ 3 Ü\n\n=== gone ===\nnot found\n\n");
  }

  @Test
  void anEditThatDoesNotFitChangesNothing() throws Exception {
    Files.writeString(root.resolve("f"), "one");

    assertThatThrownBy(
            () ->
                call(
                    "edit_file",
                    Map.of(
                        "path",
                        "f",
                        "edits",
                        List.of(
                            Map.of("oldText", "one", "newText", "two"),
                            Map.of("oldText", "three", "newText", "four")))))
        .hasMessage("Edit 2 failed: old text not found");
    assertThat(root.resolve("f")).hasContent("one");
  }

  @Test
  void directoriesAreMadeListedAndRemovedWhenEmpty() throws Exception {
    call("create_directory", Map.of("paths", List.of("d/e")));
    call("write_file", Map.of("path", "d/f.txt", "content", ""));

    assertThat(call("list_directory", Map.of("path", "d"))).isEqualTo("DIR  e\nFILE f.txt\n");
    assertThat(JsonText.tree(call("directory_tree", Map.of("path", "."))).findValuesAsText("name"))
        .containsExactly("root", "d", "e", "f.txt");
    assertThatThrownBy(() -> call("remove_directory", Map.of("paths", List.of("d"))))
        .hasMessageContaining("not empty");
    assertThat(call("remove_directory", Map.of("paths", List.of("d/e"))))
        .isEqualTo("Directory removed successfully: d/e");
  }

  @Test
  void contentIsFoundWithItsPlace() throws Exception {
    call("write_file", Map.of("path", "src/a.txt", "content", "x\nfind 42 here"));
    call("write_file", Map.of("path", "out/a.txt", "content", "find 42 too"));

    assertThat(
            call(
                "search_files_content",
                Map.of(
                    "path",
                    ".",
                    "query",
                    "find \\d+",
                    "is_regex",
                    true,
                    "excludePatterns",
                    List.of("out/*"))))
        .isEqualTo(root.toRealPath().resolve("src/a.txt") + ":2:1: find 42 here");
    assertThat(call("search_files_content", Map.of("path", ".", "query", "find \\d")))
        .isEqualTo("No results found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "/etc/passwd", "a/../../secret", "link", "links/secret"})
  void nothingOutsideOfTheRootIsReached(String path) throws Exception {
    Files.createSymbolicLink(root.resolve("link"), outer.resolve("secret"));
    Files.createSymbolicLink(root.resolve("links"), outer);

    assertThatThrownBy(() -> call("read_file", Map.of("path", path)))
        .isInstanceOf(NonRetryableException.class)
        .hasMessageContaining("outside of");
    assertThatThrownBy(() -> call("write_file", Map.of("path", path, "content", "x")))
        .isInstanceOf(NonRetryableException.class);
    assertThat(outer.resolve("secret")).hasContent("keep out");
  }

  @Test
  void aLinkToNowhereIsNotWrittenThrough() throws Exception {
    Files.createSymbolicLink(root.resolve("link"), outer.resolve("new"));

    assertThatThrownBy(() -> call("write_file", Map.of("path", "link", "content", "x")))
        .isInstanceOf(NonRetryableException.class);
    assertThat(outer.resolve("new")).doesNotExist();
  }

  @Test
  void aLinkInsideIsFollowed() throws Exception {
    call("write_file", Map.of("path", "real/f", "content", "here"));
    Files.createSymbolicLink(root.resolve("alias"), root.resolve("real"));

    assertThat(call("read_file", Map.of("path", "alias/f"))).isEqualTo("here");
  }
}
