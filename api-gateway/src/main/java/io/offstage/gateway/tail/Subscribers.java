package io.offstage.gateway.tail;

import io.offstage.task.MemoryScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The index of subscriptions: each stands under its most selective condition alone (its tasks, else
 * runs, thread, resource, agent, else everything), so that a record meets it once. Not safe for
 * several threads.
 */
final class Subscribers {

  private enum By {
    TASK,
    RUN,
    CONVERSATION,
    THREAD,
    RESOURCE,
    AGENT,
    ALL
  }

  private record Key(By by, String value) {}

  private final Map<Key, Set<Subscription>> index = new HashMap<>();

  void add(Subscription subscription) {
    for (Key key : keys(subscription.interest())) {
      index.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(subscription);
    }
  }

  void remove(Subscription subscription) {
    for (Key key : keys(subscription.interest())) {
      index.computeIfPresent(
          key,
          (_, set) -> {
            set.remove(subscription);
            return set.isEmpty() ? null : set;
          });
    }
  }

  boolean isEmpty() {
    return index.isEmpty();
  }

  /** Ends every subscription. */
  void cutAll() {
    index.values().forEach(set -> set.forEach(Subscription::cut));
    index.clear();
  }

  /** Hands a record to everybody whose interest its task is in. */
  void dispatch(TailEvent event, TaskScope task) {
    offer(By.TASK, task.taskId(), event, task);
    exceptById(event, task);
  }

  /** As {@link #dispatch}, but not to those who have it already from {@link #dispatchByIdAlone}. */
  void dispatchToTheRest(TailEvent event, TaskScope task) {
    each(
        event,
        By.TASK,
        task.taskId(),
        s -> !s.interest().namesTasksOnly() && s.interest().matches(task));
    exceptById(event, task);
  }

  private void exceptById(TailEvent event, TaskScope task) {
    offer(By.RUN, task.runId(), event, task);
    if (!task.runId().equals(task.parentId())) {
      offer(By.RUN, task.parentId(), event, task, runs -> !runs.ids().contains(task.runId()));
    }
    offer(By.CONVERSATION, task.conversation(), event, task, runs -> !runs.have(task));
    offer(By.THREAD, task.threadId(), event, task);
    offer(By.RESOURCE, task.resourceId(), event, task);
    offer(By.AGENT, task.agentId(), event, task);
    offer(By.ALL, "", event, task);
  }

  /** Hands a record of a task of which nothing is known to those who asked for its id alone. */
  void dispatchByIdAlone(TailEvent event) {
    each(event, By.TASK, event.taskId(), s -> s.interest().namesTasksOnly());
  }

  private void offer(By by, @Nullable String value, TailEvent event, TaskScope task) {
    if (value != null) {
      each(event, by, value, s -> s.interest().matches(task));
    }
  }

  /**
   * @param notYet whether it has not met those who are interested in these runs elsewhere
   */
  private void offer(
      By by,
      @Nullable String value,
      TailEvent event,
      TaskScope task,
      Predicate<Interest.Runs> notYet) {
    if (value != null) {
      each(
          event,
          by,
          value,
          s ->
              s.interest().runs() != null
                  && notYet.test(s.interest().runs())
                  && s.interest().matches(task));
    }
  }

  private interface Test {
    boolean test(Subscription subscription);
  }

  private void each(TailEvent event, By by, String value, Test test) {
    Set<Subscription> set = index.get(new Key(by, value));
    if (set == null) {
      return;
    }
    List<Subscription> cut = new ArrayList<>();
    Consumer<Subscription> hand =
        s -> {
          s.offer(event);
          if (s.isCut()) {
            cut.add(s);
          }
        };
    for (Subscription s : set) {
      if (test.test(s)) {
        hand.accept(s);
      }
    }
    cut.forEach(this::remove);
  }

  private static List<Key> keys(Interest interest) {
    if (!interest.taskIds().isEmpty()) {
      return interest.taskIds().stream().map(id -> new Key(By.TASK, id)).toList();
    }
    Interest.Runs runs = interest.runs();
    if (runs != null) {
      List<Key> keys = new ArrayList<>();
      runs.ids().forEach(id -> keys.add(new Key(By.RUN, id)));
      MemoryScope conversation = runs.conversation();
      if (conversation != null && conversation.threadId() != null) {
        keys.add(new Key(By.CONVERSATION, conversation.threadId()));
      }
      return keys;
    }
    if (interest.threadId() != null) {
      return List.of(new Key(By.THREAD, interest.threadId()));
    }
    if (interest.resourceId() != null) {
      return List.of(new Key(By.RESOURCE, interest.resourceId()));
    }
    if (interest.agentId() != null) {
      return List.of(new Key(By.AGENT, interest.agentId()));
    }
    return List.of(new Key(By.ALL, ""));
  }
}
