package io.offstage.gateway;

import io.offstage.task.TaskEvent;
import io.offstage.topic.Command;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A gateway with one agent, and whatever its runs do; for tests of streams of runs. */
final class RunStage implements AutoCloseable {

  private static final String MEMORY = "\"memory\":{\"thread\":\"t1\",\"resource\":\"u1\"}";

  final Stage stage = new Stage();
  private final Gateway gateway;
  final Http http;
  final CommandLog agents;
  final CommandLog tools;

  RunStage() {
    gateway = stage.gateway("gateway.heartbeat=10m");
    http = new Http(gateway);
    agents = stage.commands("agents");
    tools = stage.commands("tools");
    stage.database().agents().put(Map.of("scout", "{\"name\":\"Scout\"}"), Instant.EPOCH);
  }

  @Override
  public void close() {
    agents.close();
    tools.close();
    http.close();
    gateway.close();
    stage.close();
  }

  static String chunk(String type) {
    return "{\"type\":\"%s\",\"runId\":\"r\",\"from\":\"AGENT\",\"payload\":{}}".formatted(type);
  }

  static String started(String taskId) {
    return "{\"type\":\"background-task-started\",\"runId\":\"r\",\"from\":\"AGENT\",\"payload\":{\"taskId\":\"%s\"}}"
        .formatted(taskId);
  }

  Http.Events stream(String runId, String route) {
    return http.streamOfPost(
        "/api/agents/scout/" + route,
        "{\"messages\":\"hi\",\"runId\":\"%s\",%s}".formatted(runId, MEMORY));
  }

  StagedTask asked(String runId) {
    return StagedTask.of(stage, agents.awaitStart(runId));
  }

  /** Does as the owner of a suspended task does, once it is asked to resume it. */
  static Thread resuming(CommandLog commands, StagedTask task, Consumer<StagedTask> then) {
    return Thread.ofVirtual()
        .start(
            () -> {
              Command.Resume resume = commands.awaitResume(task.id());
              task.event(new TaskEvent.Resumed(resume.data()), resume.commandId()).running();
              then.accept(task);
            });
  }

  /** The type of each frame, with the task it is about. */
  static List<String> types(String text) {
    return text.lines()
        .filter(line -> line.startsWith("data: "))
        .map(
            line ->
                line.replaceAll("data: \\{\"type\":\"([a-z-]+)\".*", "$1").replace("data: ", "")
                    + (line.contains("\"taskId\"")
                        ? " " + line.replaceAll(".*?\"taskId\":\"(\\w+)\".*", "$1")
                        : ""))
        .toList();
  }
}
