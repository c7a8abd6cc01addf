package io.offstage.agent.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.memory.ToolResult;
import io.offstage.trace.OutputReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * docker-agent's {@code wait_background_agents}: the run waits, durably, until all of some tasks
 * have ended or the time is over; the tasks go on in any case.
 */
final class AgentJoin {

  private static final Duration USUAL = Duration.ofMinutes(5);

  /** Of what is told of one task, in characters. */
  private static final int MOST_TEXT = 4_096;

  private final Waits waits;
  private final OutputReader output;

  AgentJoin(Waits waits, OutputReader output) {
    this.waits = waits;
    this.output = output;
  }

  /**
   * The tasks as they stand now, or when to ask again.
   *
   * @param made when the model made the call
   */
  Answer of(Arguments args, Instant made, Caller caller, CallersTasks own)
      throws InterruptedException, Arguments.Wrong {
    Instant deadline = made.plus(args.joinTimeout(USUAL));
    ObjectNode value = JsonText.object();
    ArrayNode tasks = JsonText.object().putArray("tasks");
    Set<String> running = new HashSet<>();
    List<String> heard = new ArrayList<>();
    boolean known = true;
    for (String id : args.taskIds()) {
      Optional<SeenTask> task = own.find(id).filter(SeenTask::isAgentTask);
      known &= task.isPresent();
      if (task.isPresent() && !task.get().isOver()) {
        running.add(id);
      } else if (task.isPresent() && caller.hasNews(id)) {
        heard.add(id);
      }
      tasks.add(task.isPresent() ? told(task.get()) : notFound(id));
    }
    if (!running.isEmpty() && waits.now().isBefore(deadline)) {
      return waits.until(running, true, made, deadline, caller);
    }
    value.put("all_done", known && running.isEmpty());
    if (!running.isEmpty()) {
      value.put("timed_out", true);
    }
    String text = JsonText.write(value.set("tasks", tasks));
    return new Answer.Result(known ? ToolResult.text(text) : ToolResult.error(text), heard);
  }

  private ObjectNode told(SeenTask task) throws InterruptedException {
    ObjectNode told = JsonText.object().put("task_id", task.id());
    told.put("status", AgentTexts.status(task)).put("done", task.isOver());
    String error = AgentTexts.error(task);
    if (!error.isEmpty()) {
      return put(told, "error", error);
    }
    return put(
        told,
        "output",
        task.isOver()
            ? task.snapshot().at("/result/text").asText()
            : AgentTexts.said(task, output));
  }

  private static ObjectNode put(ObjectNode told, String field, String text) {
    if (!text.isEmpty()) {
      told.put(field, text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text);
    }
    return text.length() > MOST_TEXT ? told.put("truncated", true) : told;
  }

  private static ObjectNode notFound(String id) {
    return JsonText.object().put("task_id", id).put("status", "not_found").put("done", false);
  }
}
