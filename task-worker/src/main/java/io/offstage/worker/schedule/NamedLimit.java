package io.offstage.worker.schedule;

import io.offstage.topic.Permit;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One named limit, as its owner has it: the permits that are granted, and those that are asked for,
 * whose keys take turns.
 */
final class NamedLimit {

  private final Map<String, Permit> permits = new LinkedHashMap<>();
  private final LinkedHashMap<String, ArrayDeque<Permit>> waiting = new LinkedHashMap<>();
  private int granted;

  @Nullable Permit find(String id) {
    return permits.get(id);
  }

  void add(Permit permit) {
    permits.put(permit.id(), permit);
    if (permit.granted()) {
      granted++;
    } else {
      waiting.computeIfAbsent(permit.concurrencyKey(), _ -> new ArrayDeque<>()).add(permit);
    }
  }

  /** Takes a permit out, granted or not. */
  @Nullable Permit remove(String id) {
    Permit removed = permits.remove(id);
    if (removed != null && removed.granted()) {
      granted--;
    } else if (removed != null) {
      ArrayDeque<Permit> ofKey = waiting.get(removed.concurrencyKey());
      if (ofKey != null && ofKey.remove(removed) && ofKey.isEmpty()) {
        waiting.remove(removed.concurrencyKey());
      }
    }
    return removed;
  }

  /** Grants the permit whose turn it is, if there is room below {@code most}; it, or null. */
  @Nullable Permit grantNext(int most) {
    if (granted >= most || waiting.isEmpty()) {
      return null;
    }
    Map.Entry<String, ArrayDeque<Permit>> first = waiting.pollFirstEntry();
    ArrayDeque<Permit> ofKey = first.getValue();
    Permit next = ofKey.remove().grant();
    if (!ofKey.isEmpty()) {
      waiting.put(first.getKey(), ofKey);
    }
    permits.put(next.id(), next);
    granted++;
    return next;
  }

  boolean isIdle() {
    return permits.isEmpty();
  }

  /** All permits, asked for and granted; a copy. */
  List<Permit> permits() {
    return List.copyOf(permits.values());
  }
}
