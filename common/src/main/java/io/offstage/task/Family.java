package io.offstage.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task's children, and the ends of children that it has been told of and not yet dealt with.
 *
 * @param children ids of all tasks it has started or taken over, in order
 * @param open where those can be reached whose end it has not been told of, in order
 * @param inbox ends to deal with, in the order they were told
 * @param accepted ids of open children whose owner has said that it took them
 * @param suspended ids of open children that wait for somebody's input
 * @param heir the task that has taken over what was open then; null if none has
 */
public record Family(
    List<String> children,
    Map<String, Place> open,
    List<ChildEnd> inbox,
    Set<String> accepted,
    Set<String> suspended,
    @Nullable String heir) {

  public static final Family NONE = new Family(List.of(), Map.of(), List.of());

  public Family {
    children = List.copyOf(children);
    open = Collections.unmodifiableMap(new LinkedHashMap<>(open));
    inbox = List.copyOf(inbox);
    accepted = Set.copyOf(accepted);
    suspended = Set.copyOf(suspended);
  }

  /** A family in which nobody was asked whether it takes a child, and nobody asks for anything. */
  public Family(List<String> children, Map<String, Place> open, List<ChildEnd> inbox) {
    this(children, open, inbox, Set.of(), Set.of(), null);
  }

  /** Whether another task has taken over what was open then. */
  public boolean handedOver() {
    return heir != null;
  }

  /** The same family with these children more; those it already has are not added again. */
  public Family withChildren(Map<String, Place> started) {
    if (started.isEmpty()) {
      return this;
    }
    List<String> all = new ArrayList<>(children);
    Map<String, Place> reachable = new LinkedHashMap<>(open);
    started.forEach(
        (id, place) -> {
          if (!children.contains(id)) {
            all.add(id);
            reachable.put(id, place);
          }
        });
    return new Family(all, reachable, inbox, accepted, suspended, heir);
  }

  /** The same family after it has been told of this end. */
  public Family told(ChildEnd end) {
    Map<String, Place> reachable = new LinkedHashMap<>(open);
    reachable.remove(end.taskId());
    List<ChildEnd> more = new ArrayList<>(inbox);
    more.add(end);
    return new Family(
        children,
        reachable,
        more,
        without(accepted, end.taskId()),
        without(suspended, end.taskId()),
        heir);
  }

  /** The same family after the owner of this child has said that it took it. */
  public Family accepted(String child) {
    return new Family(children, open, inbox, with(accepted, child), suspended, heir);
  }

  /** The same family after an open child has been suspended, or goes on. */
  public Family suspended(String child, boolean now) {
    Set<String> others = now ? with(suspended, child) : without(suspended, child);
    return new Family(children, open, inbox, accepted, others, heir);
  }

  /** The same family after the ends of these children have been dealt with. */
  public Family handled(Collection<String> ids) {
    return ids.isEmpty()
        ? this
        : new Family(
            children,
            open,
            inbox.stream().filter(e -> !ids.contains(e.taskId())).toList(),
            accepted,
            suspended,
            heir);
  }

  /** The same family after another task has taken over whatever was open or not dealt with. */
  public Family givenAway(String to) {
    return new Family(children, Map.of(), List.of(), Set.of(), Set.of(), to);
  }

  /** The same family after it has taken over what was open or not dealt with in another. */
  public Family takingOver(Family other) {
    Family more = withChildren(other.open);
    List<ChildEnd> ends = new ArrayList<>(inbox);
    ends.addAll(other.inbox);
    Set<String> known = new HashSet<>(accepted);
    known.addAll(other.accepted);
    Set<String> asking = new HashSet<>(suspended);
    asking.addAll(other.suspended);
    return new Family(more.children, more.open, ends, known, asking, heir);
  }

  private static Set<String> with(Set<String> ids, String id) {
    Set<String> more = new HashSet<>(ids);
    more.add(id);
    return more;
  }

  private static Set<String> without(Set<String> ids, String id) {
    Set<String> rest = new HashSet<>(ids);
    rest.remove(id);
    return rest;
  }
}
