package io.offstage.agent.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ids of tool calls that are unique within a conversation, whatever the provider gives: some give
 * none, some begin again with each reply. Results find their call by them.
 */
final class CallIds {

  private final Set<String> taken;
  private final Map<String, String> own = new HashMap<>();

  /**
   * @param taken ids that the conversation has already
   */
  CallIds(Set<String> taken) {
    this.taken = new HashSet<>(taken);
  }

  /**
   * The id to use, the same for the same arguments.
   *
   * @param theirs what the provider calls it
   * @param index the number of the call within its reply
   */
  String own(@Nullable String theirs, int index) {
    boolean named = theirs != null && !theirs.isBlank();
    return own.computeIfAbsent(
        named ? String.valueOf(theirs) : "#" + index,
        key -> named && taken.add(key) ? key : "call_" + UUID.randomUUID());
  }
}
