package io.offstage.worker.tool;

import io.offstage.task.RawJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/**
 * Tools by name, each with its input schema compiled: what a worker serves, and what agents call
 * inline. Immutable.
 */
public final class Toolbox {

  public static final Toolbox EMPTY = new Toolbox(Map.of());

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final Map<String, Entry> byName;

  private record Entry(Tool tool, ArgumentCheck check) {}

  private Toolbox(Map<String, Entry> byName) {
    this.byName = byName;
  }

  /**
   * A box of these tools, in this order.
   *
   * @throws IllegalArgumentException naming every bad name, bad schema and duplicate
   */
  public static Toolbox of(Collection<? extends Tool> tools) {
    return EMPTY.with(tools);
  }

  public static Toolbox of(Tool... tools) {
    return of(List.of(tools));
  }

  /**
   * What the class path brings: the tools of every {@link ToolProvider}.
   *
   * @throws IllegalArgumentException as {@link #of(Collection)}
   * @throws java.util.ServiceConfigurationError if a provider cannot be made
   */
  public static Toolbox ofClassPath() {
    return of(
        ServiceLoader.load(ToolProvider.class).stream()
            .flatMap(provider -> provider.get().tools().stream())
            .toList());
  }

  /**
   * This box with these tools more.
   *
   * @throws IllegalArgumentException as {@link #of(Collection)}
   */
  public Toolbox with(Collection<? extends Tool> more) {
    Map<String, Entry> all = new LinkedHashMap<>(byName);
    List<String> problems = new ArrayList<>();
    for (Tool tool : more) {
      if (!NAME.matcher(tool.name()).matches()) {
        problems.add(
            "tool name \"" + tool.name() + "\": 1 to 64 letters, digits, underscores and dashes");
        continue;
      }
      try {
        Entry entry = new Entry(tool, ArgumentCheck.of(tool.inputSchema()));
        if (all.putIfAbsent(tool.name(), entry) != null) {
          problems.add("tool \"" + tool.name() + "\" stands twice");
        }
      } catch (IllegalArgumentException e) {
        problems.add("input schema of tool \"" + tool.name() + "\": " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new Toolbox(all);
  }

  public Optional<Tool> find(String name) {
    return Optional.ofNullable(byName.get(name)).map(Entry::tool);
  }

  /** All tools, in the order they came. */
  public List<Tool> tools() {
    return byName.values().stream().map(Entry::tool).toList();
  }

  /**
   * What keeps a call from being carried out: one sentence that names everything that is wrong with
   * its arguments.
   *
   * @return empty where they satisfy the tool's input schema, and for a tool that is not here
   */
  public Optional<String> refusal(String name, RawJson args) {
    Entry entry = byName.get(name);
    if (entry == null) {
      return Optional.empty();
    }
    List<String> violations = entry.check().violations(args);
    return violations.isEmpty()
        ? Optional.empty()
        : Optional.of(ArgumentCheck.refusal(name, violations));
  }
}
