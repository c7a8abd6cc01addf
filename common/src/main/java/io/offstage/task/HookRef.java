package io.offstage.task;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a hook that is started when a task ends, as started records do: {@code
 * [pool/]name[@completed|@failed|@cancelled]}.
 *
 * @param pool the pool whose workers have it; null for the task's own
 * @param name 1–100 characters, no space, no slash, no {@code @}
 * @param on the end it is meant for; null for every end
 */
public record HookRef(@Nullable String pool, String name, @Nullable TaskEnd on) {

  /** The form, for messages. */
  public static final String FORM = "[pool/]name[@completed|@failed|@cancelled]";

  /** Tasks that are hooks bear tool names that begin so. */
  public static final String TOOL_PREFIX = "hook:";

  private static final Pattern TEXT =
      Pattern.compile("(?:([a-z0-9][a-z0-9-]{0,63})/)?([^\\s/@]{1,100})(?:@(\\w+))?");

  /** The hook that a text names; empty where it has another form. */
  public static Optional<HookRef> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String on = matcher.group(3);
    if (on == null) {
      return Optional.of(new HookRef(matcher.group(1), matcher.group(2), null));
    }
    return TaskEnd.ofWireName(on).map(end -> new HookRef(matcher.group(1), matcher.group(2), end));
  }

  /** The tool name of the tasks that carry it out. */
  public static String toolName(String hook) {
    return TOOL_PREFIX + hook;
  }

  /** Whether it is meant for a task that has ended like this. */
  public boolean isMeantFor(TaskStatus status) {
    return on == null || on == TaskEnd.of(status);
  }

  /** The same hook, in a pool if it names none itself. */
  public HookRef inPool(String otherwise) {
    return pool == null ? new HookRef(otherwise, name, on) : this;
  }

  /** The same hook, for one kind of end. */
  public HookRef on(TaskEnd end) {
    return new HookRef(pool, name, end);
  }

  @Override
  public String toString() {
    return (pool == null ? "" : pool + "/") + name + (on == null ? "" : "@" + on.wireName());
  }
}
