package io.offstage.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.HandleCallback;
import org.jspecify.annotations.Nullable;

/**
 * Threads, messages and run steps. Any thread. No call reaches beyond the scope it is given. Tool
 * results change in place; everything else is written once, and the row that came first wins.
 */
public final class MemoryStore {

  private final Database database;
  private final String schema;

  MemoryStore(Database database, String schema) {
    this.database = database;
    this.schema = schema;
  }

  /** Creates the thread unless it is there. Returns it as it stands. */
  public ThreadRow ensureThread(ThreadRow thread) {
    return inTransaction(
        handle -> {
          Threads threads = new Threads(handle);
          threads.insert(thread);
          return threads.find(thread.key()).orElseThrow();
        });
  }

  public Optional<ThreadRow> thread(ThreadKey key) {
    return with(handle -> new Threads(handle).find(key));
  }

  /**
   * The thread of this id that was updated last.
   *
   * @param resources those the caller is confined to; null for all
   */
  public Optional<ThreadRow> threadById(String id, @Nullable Collection<String> resources) {
    return with(handle -> new Threads(handle).findById(id, resources));
  }

  /**
   * Lists threads.
   *
   * @param resources whose threads; null for everybody's
   * @param agentId only threads begun with this agent; null for all
   */
  public Paged<ThreadRow> threads(
      @Nullable Collection<String> resources,
      @Nullable String agentId,
      ThreadOrder order,
      Page page) {
    return with(handle -> new Threads(handle).list(resources, agentId, order, page));
  }

  /** Messages in the order in which they were said, or the reverse. */
  public Paged<MessageRow> messages(ThreadKey thread, Direction direction, Page page) {
    return with(handle -> new Messages(handle).list(thread, direction, page));
  }

  /** The last messages, in the order in which they were said. */
  public List<MessageRow> lastMessages(ThreadKey thread, int count) {
    return with(handle -> new Messages(handle).newest(thread, count)).reversed();
  }

  /**
   * Writes the messages of one thread that are not there yet, in this order. A message is there
   * when its (run, step, ordinal) or its id is. The thread must exist.
   *
   * @return the messages as they stand, in the order given
   */
  public List<MessageRow> appendOnce(ThreadKey thread, List<MessageRow> messages) {
    return inTransaction(handle -> new Messages(handle).appendOnce(thread, messages));
  }

  /** As {@link #commitStep}, for a step that says nothing. */
  public StepRow stepOnce(StepRow step) {
    return commitStep(step, List.of()).step();
  }

  /**
   * Writes a step and its messages together, unless the step is there: then nothing is written, and
   * the step that won is returned with its messages. Of several that call this at once, one wins.
   *
   * @param messages of the step's run, step and thread; empty for a run without memory
   */
  public CommittedStep commitStep(StepRow step, List<MessageRow> messages) {
    ThreadKey scope = step.run().threadKey();
    if (!messages.stream().allMatch(message -> belongs(message, step))) {
      throw new IllegalArgumentException("A message is not of step " + step.step());
    }
    return inTransaction(
        handle -> {
          boolean won = new RunSteps(handle).insert(step);
          StepRow stored = new RunSteps(handle).find(step.run(), step.step()).orElseThrow();
          if (scope == null) {
            return new CommittedStep(stored, won, List.of());
          }
          Messages stepMessages = new Messages(handle);
          if (won) {
            stepMessages.appendOnce(scope, messages);
          }
          return new CommittedStep(
              stored, won, stepMessages.ofStep(scope, step.run().run(), step.step()));
        });
  }

  private static boolean belongs(MessageRow message, StepRow step) {
    return message.thread().equals(step.run().threadKey())
        && message.run().equals(step.run().run())
        && message.step() == step.step();
  }

  /** The steps of a run that are written, in order. */
  public List<StepRow> steps(RunKey run) {
    return with(handle -> new RunSteps(handle).all(run));
  }

  /**
   * Changes the content of the newest message that holds this tool call, while nobody else can.
   *
   * @param change from the JSON that stands to the JSON that shall stand; the same text writes
   *     nothing; called inside the transaction, so it must not block
   * @return the message as it stands then, or empty if the thread has no such call
   */
  public Optional<MessageRow> replaceToolResult(
      ThreadKey thread, String toolCallId, UnaryOperator<String> change) {
    return inTransaction(
        handle -> new Messages(handle).replaceToolResult(thread, toolCallId, change));
  }

  private <T> T with(HandleCallback<T, RuntimeException> work) {
    return database.with(handle -> work.withHandle(handle.define("schema", schema)));
  }

  private <T> T inTransaction(HandleCallback<T, RuntimeException> work) {
    return database.inTransaction(handle -> work.withHandle(handle.define("schema", schema)));
  }
}
