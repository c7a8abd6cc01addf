package io.offstage.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A task's children, and the ends of children that it has been told of and not yet dealt with.
 *
 * @param children ids of all tasks it has started, in order
 * @param inbox ends to deal with, in the order they were told
 */
public record Family(List<String> children, List<ChildEnd> inbox) {

  public static final Family NONE = new Family(List.of(), List.of());

  public Family {
    children = List.copyOf(children);
    inbox = List.copyOf(inbox);
  }

  /** The same family with these children more; those it already has are not added again. */
  public Family withChildren(Collection<String> ids) {
    List<String> all = new ArrayList<>(children);
    ids.stream().filter(id -> !children.contains(id)).forEach(all::add);
    return new Family(all, inbox);
  }

  public Family told(ChildEnd end) {
    List<ChildEnd> more = new ArrayList<>(inbox);
    more.add(end);
    return new Family(children, more);
  }

  /** The same family after the ends of these children have been dealt with. */
  public Family handled(Collection<String> ids) {
    return ids.isEmpty()
        ? this
        : new Family(children, inbox.stream().filter(e -> !ids.contains(e.taskId())).toList());
  }

  public boolean hasBeenTold(String childId) {
    return inbox.stream().anyMatch(e -> e.taskId().equals(childId));
  }
}
