package io.offstage.topic;

import java.util.Locale;
import java.util.Optional;

/**
 * What a limit of a pool is about, such as {@code key:researcher/user-1} or {@code limit:global}.
 *
 * @param kind what is counted
 * @param name the concurrency key, the agent's id, the tool's name or the limit's name; 1 to 512
 *     characters, none of them a control character
 */
public record LimitName(Kind kind, String name) {

  private static final int LONGEST = 512;

  /**
   * What is counted, and whose number counts where several apply: the first of these that is set.
   */
  public enum Kind {
    /** The tasks of one concurrency key. */
    KEY,
    /** The tasks of any one key, where a task of this tool is next. */
    TOOL,
    /** The tasks of any one key, where a task of this agent is next. */
    AGENT,
    /** The tasks of the pool that need this named limit, whatever their key. */
    LIMIT;

    private String prefix() {
      return name().toLowerCase(Locale.ROOT) + ":";
    }
  }

  public LimitName {
    if (name.isBlank()
        || name.length() > LONGEST
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a limit's name has 1 to " + LONGEST + " characters, none of them a control character");
    }
  }

  /** Reads what {@link #toString} writes; empty where the text is no such name. */
  public static Optional<LimitName> of(String text) {
    for (Kind kind : Kind.values()) {
      if (text.startsWith(kind.prefix())) {
        try {
          return Optional.of(new LimitName(kind, text.substring(kind.prefix().length())));
        } catch (IllegalArgumentException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return kind.prefix() + name;
  }
}
