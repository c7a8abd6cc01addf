package io.offstage.agent.definition;

import io.offstage.agent.definition.ToolsetDefinition.Fetch;
import io.offstage.agent.definition.ToolsetDefinition.Filesystem;
import io.offstage.agent.definition.ToolsetDefinition.Mcp;
import io.offstage.agent.definition.ToolsetDefinition.Shell;
import io.offstage.agent.definition.ToolsetDefinition.Source;
import io.offstage.agent.definition.ToolsetDefinition.Think;
import io.offstage.agent.definition.ToolsetDefinition.Todo;
import io.offstage.worker.process.Program;
import io.offstage.worker.tool.McpServer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code toolsets}, of a type that we run. */
final class ToolsetReader {

  static final Set<String> TYPES = Set.of("think", "todo", "fetch", "filesystem", "shell", "mcp");

  private final Problems problems;
  private final Variables variables;

  ToolsetReader(Problems problems, Variables variables) {
    this.problems = problems;
    this.variables = variables;
  }

  /** The toolset; empty where it is wrong, or of a kind that we do not run. */
  Optional<ToolsetDefinition> read(String type, Section in) {
    Optional<Source> source =
        switch (type) {
          case "think" -> Optional.of(new Think());
          case "todo" -> {
            in.doesNotRun("shared");
            yield Optional.of(new Todo());
          }
          case "fetch" -> {
            Integer seconds = in.count("timeout", 1);
            yield Optional.of(new Fetch(seconds == null ? null : Duration.ofSeconds(seconds)));
          }
          case "filesystem" -> {
            in.doesNotRun("post_edit", "ignore_vcs");
            yield Optional.of(new Filesystem(path(in, "root")));
          }
          case "shell" -> Optional.of(new Shell(texts(in, "env")));
          case "mcp" -> mcp(in);
          default -> throw new IllegalArgumentException(type);
        };
    List<String> only = in.texts("tools").stream().map(YamlValue.Scalar::text).toList();
    String instruction = in.text("instruction", "");
    in.doesNotRun("toon", "model", "defer");
    in.refuseOthers();
    return source.map(s -> new ToolsetDefinition(s, only, instruction));
  }

  private Optional<Source> mcp(Section in) {
    String command = in.text("command");
    List<String> args = in.texts("args").stream().map(YamlValue.Scalar::text).toList();
    Map<String, String> environment = texts(in, "env");
    Path directory = path(in, "working_dir");
    Section remote = in.section("remote").orElse(null);
    String prefix = in.text("name", "");
    in.ignore("version");
    in.doesNotRun("config");
    if (in.any("ref") != null) {
      problems.doesNotRun(in.lineOf("type"), in.path() + " of type mcp with a ref");
      return Optional.empty();
    }
    if ((command == null) == (remote == null)) {
      in.refuse("type", "mcp wants either a command or a remote");
      return Optional.empty();
    }
    if (remote != null) {
      return remote(remote).map(server -> new Mcp(server, prefix));
    }
    List<String> words = new ArrayList<>();
    words.add(String.valueOf(command));
    words.addAll(args);
    return Optional.of(
        new Mcp(new McpServer.Local(new Program(words, environment, directory)), prefix));
  }

  private Optional<McpServer> remote(Section in) {
    String url = in.text("url");
    Map<String, String> headers = texts(in, "headers");
    String transport = in.text("transport_type", "streamable");
    in.refuseOthers();
    if (transport.equals("sse")) {
      problems.doesNotRun(in.lineOf("transport_type"), in.path("transport_type") + ": sse");
      return Optional.empty();
    }
    try {
      URI at = new URI(url == null ? "" : expanded(in, "url", url));
      if (("http".equals(at.getScheme()) || "https".equals(at.getScheme()))
          && at.getHost() != null) {
        return Optional.of(new McpServer.Remote(at, headers));
      }
    } catch (URISyntaxException _) {
      // Refused below; the text may hold a secret and is not repeated.
    }
    in.refuse("url", "must be an http or https URL with a host");
    return Optional.empty();
  }

  private Map<String, String> texts(Section in, String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    in.section(name)
        .ifPresent(
            map ->
                map.names()
                    .forEach(
                        key -> {
                          String text = map.text(key);
                          if (text != null) {
                            texts.put(key, expanded(map, key, text));
                          }
                        }));
    return texts;
  }

  private String expanded(Section in, String name, String text) {
    return variables.at(in.lineOf(name), in.path(name), problems).apply(text);
  }

  private static @Nullable Path path(Section in, String name) {
    String text = in.text(name);
    try {
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException _) {
      in.refuse(name, "must be a directory");
      return null;
    }
  }
}
