package io.offstage.agent.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.offstage.agent.background.FinishedCall;
import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.memory.Incoming.CallResult;
import io.offstage.agent.memory.MessageContent.Background;
import io.offstage.agent.memory.Said;
import io.offstage.agent.memory.ToolResult;
import io.offstage.agent.model.Delta;
import io.offstage.agent.model.Usage;
import io.offstage.task.RawJson;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run's log holds; each is a row that is written once. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Entry.Asked.class, name = "asked"),
  @JsonSubTypes.Type(value = Entry.Continued.class, name = "continued"),
  @JsonSubTypes.Type(value = Entry.Replied.class, name = "replied"),
  @JsonSubTypes.Type(value = Entry.Judged.class, name = "judged"),
  @JsonSubTypes.Type(value = Entry.Returned.class, name = "returned"),
  @JsonSubTypes.Type(value = Entry.Reentered.class, name = "reentered"),
  @JsonSubTypes.Type(value = Entry.Heard.class, name = "heard"),
  @JsonSubTypes.Type(value = Entry.TookIn.class, name = "took-in"),
  @JsonSubTypes.Type(value = Entry.WentOn.class, name = "went-on"),
  @JsonSubTypes.Type(value = Entry.HandedOver.class, name = "handed-over"),
  @JsonSubTypes.Type(value = Entry.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = Entry.Suspended.class, name = "suspended"),
  @JsonSubTypes.Type(value = Entry.Renumbered.class, name = "renumbered")
})
sealed interface Entry {

  /** The number, in the run's output, of the first chunk that this entry stands for. */
  long at();

  /**
   * The run begins.
   *
   * @param messageId of the reply that follows
   * @param results of calls of earlier runs that the client has carried out
   */
  record Asked(long at, String messageId, List<Said> messages, List<CallResult> results)
      implements Entry {

    /** Entries that were written before there were any have none. */
    public Asked {
      results = results == null ? List.of() : List.copyOf(results);
    }
  }

  /**
   * The run begins with a wait for a task that an ended run has started.
   *
   * @param taskId that task
   * @param runId that run
   */
  record Continued(long at, String taskId, String runId) implements Entry {}

  /**
   * The model has replied: a step.
   *
   * @param deltas the reply as it streamed
   */
  record Replied(
      long at,
      String messageId,
      List<Delta> deltas,
      String text,
      String reasoning,
      List<PlannedCall> calls,
      String finishReason,
      Usage usage,
      String model)
      implements Entry {

    /** Calls with children, whether or not they have started. */
    List<PlannedCall> children() {
      return calls.stream().filter(call -> call.child() != null).toList();
    }

    boolean asksForVerdicts() {
      return calls.stream().anyMatch(PlannedCall::asksForVerdict);
    }

    Replied with(List<PlannedCall> others) {
      return new Replied(
          at, messageId, deltas, text, reasoning, others, finishReason, usage, model);
    }
  }

  /**
   * The owners of the step's tasks that asked not to wait have taken or refused each of them.
   *
   * @param instead how the calls of the refused are carried out now
   */
  record Judged(long at, List<PlannedCall> instead) implements Entry {}

  /**
   * A call that the step waits for has a result.
   *
   * @param heard tasks whose ends the model learns by it
   * @param usage of the runs that it tells of
   */
  record Returned(long at, String toolCallId, ToolResult result, List<String> heard, Usage usage)
      implements Entry {

    /** Entries that were written before there were any have neither. */
    public Returned {
      heard = heard == null ? List.of() : List.copyOf(heard);
      usage = usage == null ? Usage.NONE : usage;
    }

    Returned(long at, String toolCallId, ToolResult result) {
      this(at, toolCallId, result, List.of(), Usage.NONE);
    }
  }

  /**
   * A turn begins because these have finished.
   *
   * @param messageId of the reply that follows
   * @param usage of the runs among them
   */
  record Reentered(long at, String messageId, List<FinishedCall> finished, Usage usage)
      implements Entry {

    /** Entries that were written before there was any have none. */
    public Reentered {
      finished = List.copyOf(finished);
      usage = usage == null ? Usage.NONE : usage;
    }
  }

  /**
   * A run below has ended, and no turn begins because of it: only what it has used counts.
   *
   * @param usage of that run, and of those below it
   */
  record Heard(long at, String taskId, Usage usage) implements Entry {}

  /**
   * A background task has ended, and its result takes the acknowledgement's place: in a run without
   * memory, whose conversation is its log. Also written when the run itself has ended.
   */
  record TookIn(
      long at,
      String toolCallId,
      String taskId,
      @Nullable Long startedAtMs,
      long completedAtMs,
      ToolResult result)
      implements Entry {

    static TookIn of(long at, String toolCallId, Background task, ToolResult result) {
      return new TookIn(
          at,
          toolCallId,
          task.taskId(),
          task.startedAt() == null ? null : task.startedAt().toEpochMilli(),
          task.completedAt().toEpochMilli(),
          result);
    }

    Background task() {
      return new Background(
          taskId,
          startedAtMs == null ? null : Instant.ofEpochMilli(startedAtMs),
          Instant.ofEpochMilli(completedAtMs));
    }
  }

  /**
   * The run, which has ended and had no memory, goes on in another: what that one says belongs to
   * the conversation.
   */
  record WentOn(long at, String runId) implements Entry {}

  /**
   * A later run of the thread has taken over what this one waits for, and it ends.
   *
   * @param to the later run
   */
  record HandedOver(long at, String to) implements Entry {}

  /** The model did not reply, and the run ends. */
  record Failed(long at, String message, String name) implements Entry {}

  /** An inline call asks for input. */
  record Suspended(long at, String toolCallId, RawJson payload) implements Entry {}

  /**
   * Chunks that were lost with their attempt are told again under other numbers.
   *
   * @param at the number that this chunk bears now
   * @param entry whose chunk it is
   * @param chunk which of its chunks, from 0; those that follow follow
   */
  record Renumbered(long at, int entry, int chunk) implements Entry {}
}
