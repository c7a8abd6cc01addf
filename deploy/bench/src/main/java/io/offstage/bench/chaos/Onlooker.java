package io.offstage.bench.chaos;

import io.offstage.bench.history.Fact;
import io.offstage.bench.history.History;
import io.offstage.bench.history.LogFacts;
import io.offstage.bench.history.TableFacts;
import io.offstage.bench.history.Violation;
import io.offstage.settings.Settings;
import io.offstage.store.StoreUnavailable;
import io.offstage.store.TaskKey;
import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.topic.MalformedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/**
 * Watches: reads the log as it grows, lets suspended tasks go on, and asks the history whether all
 * is well. One thread, but for {@link #tell}.
 */
final class Onlooker implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  /** So many times the patience, a rest may take while things still happen. */
  private static final int LONGEST = 10;

  private final History history;
  private final LogFacts log;
  private final TableFacts tables;
  private final Consumer<Order> produce;
  // From the subscriber's and the producer's threads to this one.
  private final Queue<Fact> told = new ConcurrentLinkedQueue<>();
  private final Set<TaskKey> live = new HashSet<>();
  private long events;

  /**
   * Nothing seen yet.
   *
   * @param produce lets a suspended task go on
   */
  Onlooker(Settings settings, Consumer<Order> produce) {
    this.history = new History(settings);
    this.log = new LogFacts(settings, this::accept);
    this.tables = new TableFacts(settings, history::accept);
    this.produce = produce;
  }

  /** What others have seen. Any thread. */
  void tell(Fact fact) {
    told.add(fact);
  }

  private void accept(Fact fact) {
    history.accept(fact);
    tables.see(fact);
    if (fact instanceof Fact.Happened h) {
      events++;
      Task task = h.event().task();
      TaskKey key = new TaskKey(h.pool(), h.at().partition(), task.id());
      if (task.isLive()) {
        live.add(key);
      } else {
        live.remove(key);
      }
      if (task.state() instanceof TaskState.Suspended) {
        produce.accept(
            Orders.resume(h.pool(), task.id(), task.start().placement().concurrencyKey()));
      }
    }
  }

  /** Sees what there is, or waits a moment. */
  void look() {
    try {
      log.poll(POLL);
    } catch (MalformedRecord e) {
      throw new IllegalStateException("a lifecycle record that cannot be understood", e);
    }
    for (Fact fact = told.poll(); fact != null; fact = told.poll()) {
      history.accept(fact);
    }
  }

  /** What can never be made good. */
  List<Violation> broken() {
    return history.broken();
  }

  /**
   * Waits until nothing runs and nothing is missing.
   *
   * @param patience how long nothing may happen meanwhile; how much there is to do is up to the
   *     machine
   * @return what is broken, or still missing when patience has ended
   */
  List<Violation> rest(Duration patience) {
    long began = System.nanoTime();
    long movedAt = began;
    List<Violation> found;
    do {
      long before = events;
      look();
      if (events > before) {
        movedAt = System.nanoTime();
      }
      found = live.isEmpty() && isReadToTheEnd() ? compare() : List.of(unrest());
    } while (!found.isEmpty()
        && history.broken().isEmpty()
        && System.nanoTime() - movedAt < patience.toNanos()
        && System.nanoTime() - began < LONGEST * patience.toNanos());
    List<Violation> all = new ArrayList<>(history.broken());
    if (!found.isEmpty()) {
      all.addAll(found);
      history.missing().stream().filter(missing -> !all.contains(missing)).forEach(all::add);
    }
    if (all.isEmpty()) {
      history.forget();
      tables.forget();
    }
    return all;
  }

  private boolean isReadToTheEnd() {
    try {
      return log.isAtEnd() && tables.hasApplied(log.next());
    } catch (KafkaException | StoreUnavailable notNow) {
      return false;
    }
  }

  private List<Violation> compare() {
    try {
      tables.read();
    } catch (StoreUnavailable notNow) {
      return List.of(unrest());
    }
    return history.missing();
  }

  private Violation unrest() {
    return new Violation(
        "rest",
        live.size() + " live tasks",
        "they do not end, or the read model does not catch up: "
            + live.stream().collect(Collectors.groupingBy(Onlooker::placeOf, Collectors.counting()))
            + ", of them "
            + live.stream().limit(10).toList());
  }

  private static String placeOf(TaskKey key) {
    return key.pool() + "-" + key.partition();
  }

  int live() {
    return live.size();
  }

  long events() {
    return events;
  }

  @Override
  public void close() {
    log.close();
    tables.close();
  }
}
