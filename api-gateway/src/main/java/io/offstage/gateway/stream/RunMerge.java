package io.offstage.gateway.stream;

import io.offstage.task.ParentRef;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.OutputRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run's stream: its own chunks in the order of their numbers, and among them the chunks of the
 * tasks it has started. Whatever order the records come in:
 *
 * <ul>
 *   <li>a task is shown only after the run's own {@code background-task-started} for it, or when
 *       the run has taken it over from another;
 *   <li>the run's chunks that were written {@code after} a task's end are shown after that end;
 *   <li>a task's end is shown after its output, the run's own end after everything.
 * </ul>
 *
 * Each of these waits two seconds at most. Time is an argument; not safe for several threads.
 */
final class RunMerge {

  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int MOST_OTHERS = 1_024;

  private record Own(List<OwnChunk> chunks, List<String> after, Instant since) {}

  private final String runId;
  private final OutputSeq seq = OutputSeq.fromTheBeginning();
  private final long skip;
  private long passed;
  private final Deque<Own> own = new ArrayDeque<>();
  private final Map<String, Child> children = new LinkedHashMap<>();
  private final Set<String> announced = new HashSet<>();

  /** What has been taken over and is not shown yet. */
  private final Set<String> takenOver = new HashSet<>();

  /** The last snapshots of tasks that others have started: the run may take them over. */
  private final Map<String, LifecycleEvent> others =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LifecycleEvent> eldest) {
          return size() > MOST_OTHERS;
        }
      };

  private @Nullable Task run;
  private @Nullable Instant endedAt;
  private boolean finished;
  private boolean done;

  /**
   * A stream of nothing so far.
   *
   * @param skip how many of the run's own chunks its client has already
   */
  RunMerge(String runId, long skip) {
    this.runId = runId;
    this.skip = skip;
  }

  /** The run's own snapshot. */
  void run(LifecycleEvent event, Instant now) {
    Task task = event.task();
    if (run == null || task.version() > run.version()) {
      run = task;
      seq.goesOn(task);
      // A suspended run says no more until somebody resumes it, with a stream of its own.
      boolean ends = !task.isLive() || task.state() instanceof TaskState.Suspended;
      endedAt = !ends ? null : endedAt == null ? now : endedAt;
      task.family().children().forEach(id -> takeOver(id, now));
    }
  }

  /** A task of another run is this one's from now on, and shown as it stands. */
  private void takeOver(String id, Instant now) {
    LifecycleEvent last = others.remove(id);
    if (last != null) {
      children.put(id, new Child(last, OutputSeq.fromWhatComes(), now));
      takenOver.add(id);
    }
  }

  /** Behind the first thing that the run itself says. */
  private void announceTakenOver() {
    if (passed > 0) {
      takenOver.forEach(this::announced);
      takenOver.clear();
    }
  }

  private void announced(String taskId) {
    announced.add(taskId);
    Child child = children.get(taskId);
    if (child != null) {
      child.announce();
    }
  }

  /** The run's own output. */
  void output(OutputRecord output, Instant now) {
    List<RawJson> chunks = seq.take(output);
    if (!chunks.isEmpty()) {
      own.add(new Own(chunks.stream().map(OwnChunk::of).toList(), output.after(), now));
    }
  }

  /** A task of an earlier run is shown as if this one had announced it. */
  void announce(String taskId) {
    announced.add(taskId);
  }

  /**
   * A snapshot of a task that the run has started.
   *
   * @param fromItsBeginning whether all of its output comes through this stream
   */
  void child(LifecycleEvent event, boolean fromItsBeginning, Instant now) {
    String id = event.task().id();
    Child known = children.get(id);
    if (known != null) {
      known.add(event, now);
      return;
    }
    if (!announced.contains(id) && isOfAnother(event.task())) {
      others.put(id, event);
      if (run != null && run.family().children().contains(id)) {
        takeOver(id, now);
      }
      return;
    }
    Child child =
        new Child(
            event,
            fromItsBeginning ? OutputSeq.fromTheBeginning() : OutputSeq.fromWhatComes(),
            now);
    if (announced.contains(id)) {
      child.announce();
    }
    children.put(id, child);
  }

  private boolean isOfAnother(Task task) {
    ParentRef parent = task.start().lineage().parent();
    String by = parent == null ? task.start().origin().runId() : parent.taskId();
    return !by.equals(runId);
  }

  /** Output of a task that the run has started. */
  void childOutput(OutputRecord output) {
    Child child = children.get(output.taskId());
    if (child != null) {
      child.add(output);
    }
  }

  /** The chunks whose turn has come. */
  List<String> take(Instant now) {
    List<String> shown = new ArrayList<>();
    do {
      announceTakenOver();
      children.values().forEach(child -> child.drain(now, PATIENCE, shown::add));
    } while (showOwn(now, shown));
    if (!done && isComplete(now)) {
      done = true;
      showUnfinished(shown);
    }
    return shown;
  }

  private boolean showOwn(Instant now, List<String> shown) {
    Own head = own.peek();
    if (head == null || isBlocked(head, now)) {
      return false;
    }
    own.remove();
    for (OwnChunk chunk : head.chunks()) {
      if (passed++ >= skip) {
        shown.add(chunk.json());
      }
      finished = chunk.type().equals(OwnChunk.FINISH);
      if (chunk.startedTask() != null) {
        announced(chunk.startedTask());
      }
    }
    return true;
  }

  private boolean isBlocked(Own head, Instant now) {
    return now.isBefore(head.since().plus(PATIENCE))
        && head.after().stream().anyMatch(this::isOpen);
  }

  /** Whether a task that was announced has not been shown to end. */
  private boolean isOpen(String taskId) {
    Child child = children.get(taskId);
    return child == null ? announced.contains(taskId) : child.isOpen();
  }

  private boolean isComplete(Instant now) {
    Task ended = run;
    return endedAt != null
        && ended != null
        && own.isEmpty()
        && (hasAllOf(ended) || !now.isBefore(endedAt.plus(PATIENCE)));
  }

  /** Its own output, and of the tasks that it ended before, that they ask for something. */
  private boolean hasAllOf(Task ended) {
    return seq.hasAllOf(ended)
        && ended.family().suspended().stream()
            .filter(announced::contains)
            .map(children::get)
            .allMatch(child -> child != null && child.isSuspended());
  }

  /** A run that was cut off has not said so itself. */
  private void showUnfinished(List<String> shown) {
    String[] told =
        switch (Objects.requireNonNull(run).state()) {
          case TaskState.Failed(TaskError e) -> new String[] {e.message(), e.code().wireName()};
          case TaskState.TimedOut(TaskError e) -> new String[] {e.message(), e.code().wireName()};
          case TaskState.Cancelled(String reason) ->
              new String[] {
                reason == null ? "The run was cancelled" : "The run was cancelled: " + reason,
                "cancelled"
              };
          default -> new String[0];
        };
    if (told.length > 0 && !finished) {
      shown.add(OwnChunk.error(runId, told[0], told[1]));
      shown.add(OwnChunk.failedFinish(runId));
    }
  }

  /** How many chunks are still to be left out. */
  long toSkip() {
    return Math.max(0, skip - passed);
  }

  /** Whether everything has been shown, the run's end included. */
  boolean isDone() {
    return done;
  }

  /** When something that is held back is shown whatever happens; empty if nothing is. */
  Optional<Instant> deadline() {
    return Stream.of(
            Optional.ofNullable(own.peek()).map(Own::since).stream(),
            children.values().stream().filter(Child::isHeld).map(Child::endedAt),
            Optional.ofNullable(done ? null : endedAt).stream())
        .flatMap(times -> times)
        .min(Instant::compareTo)
        .map(since -> since.plus(PATIENCE));
  }

  /** The run's last snapshot. */
  Optional<Task> run() {
    return Optional.ofNullable(run);
  }

  /** Whether the run is between two turns. */
  boolean isWaiting() {
    return run != null && run.state() instanceof TaskState.Waiting;
  }

  /** The tasks that have been announced and are at work. */
  List<String> atWork() {
    return announced.stream()
        .filter(
            id -> {
              Child child = children.get(id);
              return child == null || child.isAtWork();
            })
        .sorted()
        .toList();
  }
}
