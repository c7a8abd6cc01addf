package io.offstage.worker.attempt;

import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TraceContext;
import io.offstage.telemetry.Traced;
import io.offstage.telemetry.Traces;
import io.offstage.topic.FinishedChild;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An attempt, its thread, and its owner's handle on it. */
final class VirtualThreadAttempt implements Attempt, RunningAttempt {

  private static final Logger LOG = LoggerFactory.getLogger(VirtualThreadAttempt.class);

  private final Task task;
  private final Optional<TaskHandler> handler;
  private final TaskOutput output;
  private final Inbox inbox;
  private final Ending ending;
  private final ChildrenGuard children;
  private final Traces traces;
  private final Thread thread;

  /** Read by the code's threads, written by the owner's; hence volatile. */
  private volatile boolean cancelled;

  /** Guarded by this: an interrupt must not hit what happens after the code has returned. */
  private boolean codeReturned;

  /** Written before the code runs, read by its threads. */
  private @Nullable TraceContext trace;

  VirtualThreadAttempt(
      Task task,
      Optional<TaskHandler> handler,
      TaskOutput output,
      Inbox inbox,
      Ending ending,
      Traces traces) {
    this.task = task;
    this.handler = handler;
    this.output = output;
    this.inbox = inbox;
    this.ending = ending;
    this.children = ending.children(task);
    this.traces = traces;
    this.thread =
        Thread.ofVirtual()
            .name("attempt-" + task.id() + "-" + task.attempts().attempt())
            .unstarted(this::run);
  }

  void begin() {
    thread.start();
  }

  private void run() {
    Outcome outcome = runTraced();
    stopInterrupts();
    try {
      OutputMark mark = output.finish();
      ending.sink().ended(task.id(), number(), outcome, mark);
    } catch (RuntimeException | Error e) {
      LOG.atError()
          .addKeyValue("task", task.id())
          .addKeyValue("attempt", number())
          .setCause(e)
          .log("the owner could not be told that an attempt has ended");
    }
  }

  private Outcome runTraced() {
    try (Traced span = AttemptSpan.begin(traces, task).enter()) {
      trace = span.trace();
      Outcome outcome = runCode();
      AttemptSpan.ended(span, outcome);
      return outcome;
    }
  }

  private Outcome runCode() {
    if (handler.isEmpty()) {
      return Ending.unknownTool(task);
    }
    try {
      Outcome outcome = handler.get().run(this);
      if (outcome instanceof Outcome.Waits waits) {
        children.add(waits.children());
      }
      return ending.returned(outcome, task);
    } catch (VirtualMachineError e) {
      LOG.atError()
          .addKeyValue("task", task.id())
          .addKeyValue("tool", task.start().call().toolName())
          .addKeyValue("error", e.getClass().getName())
          .log("a tool brought the virtual machine to its limits");
      return ending.thrown(e, task);
    } catch (InterruptedException e) {
      return cancelled ? new Outcome.Cancelled() : ending.thrown(uncalledFor(e), task);
    } catch (Throwable e) {
      // Whatever users' code throws ends an attempt and nothing else.
      return cancelled ? new Outcome.Cancelled() : ending.thrown(e, task);
    }
  }

  /** Would be run again at once and for ever if it counted as a stop. */
  private static Exception uncalledFor(InterruptedException e) {
    return new IllegalStateException("The tool was interrupted, and not by its worker", e);
  }

  private synchronized void stopInterrupts() {
    codeReturned = true;
    Thread.interrupted();
  }

  @Override
  public Task task() {
    return task;
  }

  @Override
  public int number() {
    return task.attempts().attempt();
  }

  @Override
  public @Nullable TraceContext trace() {
    return trace;
  }

  @Override
  public void output(RawJson chunk, List<String> after) throws InterruptedException {
    output.append(chunk, after);
  }

  @Override
  public Map<String, String> refusals(List<TaskStart> starts) {
    return children.refusals(starts);
  }

  @Override
  public void advance(List<TaskStart> starts, List<String> handled) throws InterruptedException {
    children.add(starts);
    OutputMark mark = output.flush();
    if (cancelled) {
      throw new InterruptedException("attempt " + number() + " has been asked to stop");
    }
    CompletableFuture<Void> durable =
        ending.sink().advanced(task.id(), number(), starts, handled, mark);
    try {
      // Without a deadline: the owner completes it, or interrupts this thread.
      durable.get();
    } catch (ExecutionException e) {
      interrupt();
      InterruptedException stop =
          new InterruptedException("attempt " + number() + " no longer counts");
      stop.initCause(e.getCause());
      throw stop;
    }
  }

  @Override
  public List<FinishedChild> finishedChildren() throws InterruptedException {
    return inbox.read();
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void openOutput() {
    output.open();
  }

  @Override
  public synchronized void interrupt() {
    cancelled = true;
    output.close();
    if (!codeReturned) {
      thread.interrupt();
    }
  }
}
