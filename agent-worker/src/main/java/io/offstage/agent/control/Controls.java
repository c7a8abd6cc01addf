package io.offstage.agent.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.background.ControlTool;
import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.memory.PatientTasks;
import io.offstage.agent.memory.ToolResult;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskField;
import io.offstage.store.TaskFilter;
import io.offstage.task.MemoryScope;
import io.offstage.task.TaskStatus;
import io.offstage.topic.OutputRecord;
import io.offstage.trace.OutputReader;
import io.offstage.trace.Trace;
import io.offstage.trace.TraceEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Carries out the calls of control tools, for all runs of a worker. A call that cannot be answered
 * yet is asked again, by the same run, with everything as it was but the time.
 */
public final class Controls {

  private static final Duration USUAL_WAIT = Duration.ofMinutes(5);

  private final PatientTasks tasks;
  private final OutputReader output;
  private final Clock clock;
  private final Waits waits;
  private final Stops stops;

  /** What all runs share; closed by whoever opened it. */
  public Controls(PatientTasks tasks, Cancels cancels, OutputReader output, Clock clock) {
    this.tasks = tasks;
    this.output = output;
    this.clock = clock;
    this.waits = new Waits(clock);
    this.stops = new Stops(cancels, waits);
  }

  /** How many tasks of docker-agent's kind the caller has running. */
  public int runningAgents(Caller caller) throws InterruptedException {
    return (int)
        new CallersTasks(tasks, caller)
            .agentTasks(AgentTexts.MOST_KEPT).stream().filter(task -> !task.isOver()).count();
  }

  /**
   * When any of these tasks last put something out, as far as the read model knows them; empty if
   * none has.
   *
   * @param ids tasks of a run of this scope
   */
  public Optional<Instant> lastOutput(Collection<String> ids, MemoryScope scope)
      throws InterruptedException {
    if (ids.isEmpty() || scope.resourceId() == null) {
      return Optional.empty();
    }
    TaskFilter own = TaskFilter.NONE.where(TaskField.RESOURCE_ID, scope.resourceId());
    Instant last = Instant.MIN;
    for (StoredTask task : tasks.findAll(ids, own)) {
      for (OutputRecord record : output.read(task).of(task.key().id())) {
        last = record.at().isAfter(last) ? record.at() : last;
      }
    }
    return Optional.of(last).filter(at -> at.isAfter(Instant.MIN));
  }

  /**
   * Carries out a call, or says when to ask again.
   *
   * @param made when the model made it
   * @param since when the run did something last
   */
  public Answer carryOut(
      ControlTool tool, PlannedCall call, Instant made, Instant since, Caller caller)
      throws InterruptedException {
    CallersTasks own = new CallersTasks(tasks, caller);
    Arguments args = new Arguments(JsonText.tree(call.args()));
    return switch (tool) {
      case BG_LIST, BG_CHECK, BG_CANCEL, BG_WAIT -> {
        try {
          yield ofTasks(tool, call, args, made, since, caller, own);
        } catch (Arguments.Wrong e) {
          yield Envelope.refused(String.valueOf(e.getMessage()));
        }
      }
      case LIST_AGENTS, VIEW_AGENT, STOP_AGENT, WAIT_AGENTS -> {
        try {
          yield tool == ControlTool.WAIT_AGENTS
              ? new AgentJoin(waits, output).of(args, made, caller, own)
              : ofAgents(tool, call, args, since, caller, own);
        } catch (Arguments.Wrong e) {
          yield Answer.Result.of(ToolResult.error("invalid arguments: " + e.getMessage()));
        }
      }
    };
  }

  private Answer ofTasks(
      ControlTool tool,
      PlannedCall call,
      Arguments args,
      Instant made,
      Instant since,
      Caller caller,
      CallersTasks own)
      throws InterruptedException, Arguments.Wrong {
    return switch (tool) {
      case BG_LIST -> list(own);
      case BG_CHECK -> check(args, own);
      case BG_CANCEL -> {
        String id = args.taskId();
        Optional<SeenTask> task = own.find(id);
        yield task.isEmpty()
            ? Envelope.refused(Envelope.NOT_FOUND)
            : switch (stops.stop(task.get(), call, since, caller)) {
              case Stops.Stopped _ ->
                  Envelope.of(
                      cancelled(task.get(), true, TaskStatus.CANCELLED),
                      heard(List.of(task.get()), caller));
              case Stops.HadEnded(TaskStatus status) ->
                  Envelope.of(
                      cancelled(task.get(), false, status), heard(List.of(task.get()), caller));
              case Stops.Unanswered _ ->
                  Envelope.refused(
                      "the cancel of task " + id + " was sent, but its owner has not answered yet");
              case Stops.Asked(Answer.NotYet notYet) -> notYet;
            };
      }
      case BG_WAIT -> await(args, made, caller, own);
      case LIST_AGENTS, VIEW_AGENT, STOP_AGENT, WAIT_AGENTS ->
          throw new IllegalArgumentException(tool.name());
    };
  }

  private static ObjectNode cancelled(SeenTask task, boolean ok, TaskStatus status) {
    return JsonText.object()
        .put("ok", ok)
        .put("status", status.wireName())
        .put("task_id", task.id());
  }

  private static Answer list(CallersTasks own) throws InterruptedException {
    ObjectNode value = JsonText.object();
    ArrayNode list = value.putArray("tasks");
    own.live().forEach(task -> list.add(Records.inShort(task)));
    return Envelope.of(value, List.of());
  }

  private Answer check(Arguments args, CallersTasks own)
      throws InterruptedException, Arguments.Wrong {
    SeenTask task = own.find(args.taskId()).orElse(null);
    if (task == null) {
      return Envelope.refused(Envelope.NOT_FOUND);
    }
    ObjectNode value = Records.whole(task);
    int most = args.events();
    if (most > 0) {
      Optional<StoredTask> row = own.rowOf(task);
      List<TraceEvent> events =
          row.isEmpty() ? List.of() : Trace.of(row.get(), own::below, output).events();
      value.set(
          "events",
          Records.events(events.subList(Math.max(0, events.size() - most), events.size())));
    }
    return Envelope.of(value, List.of());
  }

  private Answer await(Arguments args, Instant made, Caller caller, CallersTasks own)
      throws InterruptedException, Arguments.Wrong {
    List<SeenTask> asked = new ArrayList<>();
    for (String id : args.taskIds()) {
      Optional<SeenTask> task = own.find(id);
      if (task.isEmpty()) {
        return Envelope.refused(Envelope.NOT_FOUND + ": " + id);
      }
      asked.add(task.get());
    }
    boolean all = args.all();
    List<SeenTask> ended = asked.stream().filter(SeenTask::isOver).toList();
    Set<String> pending =
        asked.stream().filter(task -> !task.isOver()).map(SeenTask::id).collect(Collectors.toSet());
    boolean enough = all ? pending.isEmpty() : !ended.isEmpty();
    Instant deadline = made.plus(args.timeout(USUAL_WAIT));
    if (!enough && clock.instant().isBefore(deadline)) {
      return waits.until(pending, all, made, deadline, caller);
    }
    ObjectNode value = JsonText.object();
    ArrayNode completed = value.putArray("completed");
    ended.forEach(task -> completed.add(Records.whole(task)));
    ArrayNode rest = value.putArray("pending");
    asked.stream().map(SeenTask::id).filter(pending::contains).forEach(rest::add);
    return Envelope.of(value.put("timed_out", !enough), heard(ended, caller));
  }

  /** Those of these whose ends the run has been told of and not dealt with. */
  private static List<String> heard(List<SeenTask> ended, Caller caller) {
    return ended.stream().map(SeenTask::id).filter(caller::hasNews).toList();
  }

  private Answer ofAgents(
      ControlTool tool,
      PlannedCall call,
      Arguments args,
      Instant since,
      Caller caller,
      CallersTasks own)
      throws InterruptedException, Arguments.Wrong {
    Instant now = clock.instant();
    if (tool == ControlTool.LIST_AGENTS) {
      return Answer.Result.of(
          ToolResult.text(AgentTexts.list(own.agentTasks(AgentTexts.MOST_KEPT), now)));
    }
    String id = args.taskId();
    SeenTask task = own.find(id).filter(SeenTask::isAgentTask).orElse(null);
    if (task == null) {
      return Answer.Result.of(ToolResult.error(AgentTexts.notFound(id)));
    }
    if (tool == ControlTool.VIEW_AGENT) {
      return Answer.Result.of(ToolResult.text(AgentTexts.view(task, now, output)));
    }
    return switch (stops.stop(task, call, since, caller)) {
      case Stops.Stopped _ ->
          new Answer.Result(ToolResult.text(AgentTexts.stopped(id)), heard(List.of(task), caller));
      case Stops.HadEnded _ -> Answer.Result.of(ToolResult.error(AgentTexts.notRunning(task)));
      case Stops.Unanswered _ ->
          Answer.Result.of(
              ToolResult.error("task " + id + " was asked to stop, and has not answered yet"));
      case Stops.Asked(Answer.NotYet notYet) -> notYet;
    };
  }
}
