package io.offstage.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A task's children, and the ends of children that it has been told of and not yet dealt with.
 *
 * @param children ids of all tasks it has started, in order
 * @param open where those can be reached whose end it has not been told of, in order
 * @param inbox ends to deal with, in the order they were told
 */
public record Family(List<String> children, Map<String, Place> open, List<ChildEnd> inbox) {

  public static final Family NONE = new Family(List.of(), Map.of(), List.of());

  public Family {
    children = List.copyOf(children);
    open = Collections.unmodifiableMap(new LinkedHashMap<>(open));
    inbox = List.copyOf(inbox);
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
    return new Family(all, reachable, inbox);
  }

  /** The same family after it has been told of this end. */
  public Family told(ChildEnd end) {
    Map<String, Place> reachable = new LinkedHashMap<>(open);
    reachable.remove(end.taskId());
    List<ChildEnd> more = new ArrayList<>(inbox);
    more.add(end);
    return new Family(children, reachable, more);
  }

  /** The same family after the ends of these children have been dealt with. */
  public Family handled(Collection<String> ids) {
    return ids.isEmpty()
        ? this
        : new Family(
            children, open, inbox.stream().filter(e -> !ids.contains(e.taskId())).toList());
  }
}
