package io.offstage.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A task's children, and the ends of children that it has been told of and not yet dealt with.
 *
 * @param children ids of all tasks it has started, in order
 * @param open where those can be reached whose end it has not been told of, in order
 * @param inbox ends to deal with, in the order they were told
 * @param accepted ids of open children whose owner has said that it took them
 */
public record Family(
    List<String> children, Map<String, Place> open, List<ChildEnd> inbox, Set<String> accepted) {

  public static final Family NONE = new Family(List.of(), Map.of(), List.of());

  public Family {
    children = List.copyOf(children);
    open = Collections.unmodifiableMap(new LinkedHashMap<>(open));
    inbox = List.copyOf(inbox);
    accepted = Set.copyOf(accepted);
  }

  /** A family in which no owner was asked whether it takes a child. */
  public Family(List<String> children, Map<String, Place> open, List<ChildEnd> inbox) {
    this(children, open, inbox, Set.of());
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
    return new Family(all, reachable, inbox, accepted);
  }

  /** The same family after it has been told of this end. */
  public Family told(ChildEnd end) {
    Map<String, Place> reachable = new LinkedHashMap<>(open);
    reachable.remove(end.taskId());
    List<ChildEnd> more = new ArrayList<>(inbox);
    more.add(end);
    Set<String> stillOpen = new HashSet<>(accepted);
    stillOpen.remove(end.taskId());
    return new Family(children, reachable, more, stillOpen);
  }

  /** The same family after the owner of this child has said that it took it. */
  public Family accepted(String child) {
    Set<String> more = new HashSet<>(accepted);
    more.add(child);
    return new Family(children, open, inbox, more);
  }

  /** The same family after the ends of these children have been dealt with. */
  public Family handled(Collection<String> ids) {
    return ids.isEmpty()
        ? this
        : new Family(
            children,
            open,
            inbox.stream().filter(e -> !ids.contains(e.taskId())).toList(),
            accepted);
  }
}
