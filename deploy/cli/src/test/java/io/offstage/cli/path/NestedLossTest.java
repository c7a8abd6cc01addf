package io.offstage.cli.path;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.cli.RoleProcess;
import io.offstage.store.Direction;
import io.offstage.store.MemoryStore;
import io.offstage.store.Page;
import io.offstage.store.ThreadKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A host asks one agent in the background and waits for another; each of these calls a tool in the
 * background and one in the foreground. Agent workers are killed on the way, one after the other.
 */
class NestedLossTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|same-[0-9a-f]{32}");
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");

  /** Who falls silent once, and when: {@code critic BY_THE_USER}. */
  private final Set<String> silent = ConcurrentHashMap.newKeySet();

  private final ToolServer slow = new ToolServer();
  private final ToolServer quick = new ToolServer();
  private final OpenAiServer model = OpenAiServer.answering(this::answer);
  private final String yaml =
      Asked.agents(
              model,
              """
              host:
                model: scripted
                instruction: You are the host.
                sub_agents: [critic, scout]
                backgroundTasks:
                  tools: {critic: true, scout: {enabled: true, defaultDisposition: awaited}}
              critic: {model: scripted, instruction: You are the critic., tools: [lookup, peek]}
              scout: {model: scripted, instruction: You are the scout., tools: [lookup, peek]}
              """)
          + "tools:\n"
          + slow.tool("lookup")
          + quick.tool("peek");
  private final Definition definition = Roles.definition(yaml);
  private final Stage stage =
      Stage.open("kafka.group.protocol=classic", "worker.classic.session-timeout=3s");

  private ScriptedReply answer(JsonNode request) {
    String self = Asked.system(request).lines().findFirst().orElseThrow();
    Asked asked = Asked.of(request);
    if (silent.remove(self + " " + asked)) {
      return new ScriptedReply.FallsSilentAfter("Well, I");
    }
    return switch (asked) {
      case BY_THE_USER ->
          self.equals("You are the host.")
              ? calls(
                  call("c1", "agent-critic", "{\"prompt\":\"Weigh this\"}"),
                  call("c2", "agent-scout", "{\"prompt\":\"Look around\"}"))
              : calls(
                  call("c1", "lookup", "{\"for\":\"%s\"}".formatted(self)),
                  call("c2", "peek", "{\"_background\":{\"disposition\":\"foreground\"}}"));
      case TO_GO_ON -> says(self + " Some of it is under way.");
      case TO_REACT -> says(self + " Now I know more.");
    };
  }

  @AfterEach
  void close() {
    stage.close();
    model.close();
    slow.close();
    quick.close();
  }

  @Test
  void agentWorkersThatAreKilledOneAfterTheOtherChangeNothingOnEitherLevel() {
    quick.open();
    stage.materializer();
    stage.taskWorker(definition);
    Api api = stage.gateway();
    RoleProcess first = stage.process(Roles.Role.AGENT_WORKER, yaml);
    api.awaitAgent("host");
    silent.addAll(List.of("You are the critic. BY_THE_USER", "You are the scout. BY_THE_USER"));
    EventStream stream = api.untilIdle("host", "ask both");

    // Both agents' replies are cut, while the host waits.
    awaitSilence();
    first.kill();
    RoleProcess second = stage.process(Roles.Role.AGENT_WORKER, yaml);
    List<String> agents = stream.await("background-task-started", 2).tasks();
    Awaitility.await().atMost(PATIENCE).until(() -> agents.stream().allMatch(a -> waits(api, a)));

    // All three wait for what is below them.
    second.kill();
    RoleProcess third = stage.process(Roles.Role.AGENT_WORKER, yaml);
    silent.add("You are the host. TO_GO_ON");
    slow.open();

    // The host's reply is cut, once it has what it waited for.
    awaitSilence();
    third.kill();
    stage.agentWorker(definition);
    Transcript disturbed = stream.awaitEnd();

    assertThatEachCallWasDispatchedOnce(disturbed.runId(), agents);
    Transcript observed = api.observing("host", disturbed.runId(), 0).awaitEnd();
    assertThatItHasNoGap(api, observed);
    Transcript calm =
        api.stream(
                "/agents/host/stream-until-idle",
                Api.question("ask both").replace("\"t1\"", "\"t2\""))
            .awaitEnd();
    assertThat(told("t1", observed, agents)).isEqualTo(told("t2", calm, calm.tasks()));
  }

  private void awaitSilence() {
    Awaitility.await().atMost(PATIENCE).until(silent::isEmpty);
  }

  private static boolean waits(Api api, String run) {
    JsonNode task = api.get("/background-tasks/" + run).body();
    return task.path("waitUntil").isTextual() && task.path("waitingFor").size() == 1;
  }

  private void assertThatEachCallWasDispatchedOnce(String runId, List<String> agents) {
    PoolLog runs = stage.log("agents");
    List<String> all = new ArrayList<>(agents);
    all.add(runId);
    assertThat(runs.endOfEach()).containsOnlyKeys(all);
    assertThat(all).hasSize(3).allMatch(run -> runs.starts(run) == 1);
    PoolLog calls = stage.log("tools");
    assertThat(calls.endOfEach()).hasSize(2);
    assertThat(calls.endOfEach().keySet()).allMatch(task -> calls.starts(task) == 1);
    assertThat(slow.calls()).hasSize(2).doesNotHaveDuplicates();
  }

  private static void assertThatItHasNoGap(Api api, Transcript observed) {
    int size = observed.own().size();
    for (int offset : List.of(1, size / 2, size - 1, size)) {
      assertThat(api.observing("host", observed.runId(), offset).awaitEnd().own())
          .isEqualTo(observed.own().subList(offset, size));
    }
  }

  /** The host's chunks and the messages of all three threads, without ids and times. */
  private List<String> told(String thread, Transcript said, List<String> agents) {
    List<String> told = new ArrayList<>();
    said.own().forEach(chunk -> told.add(chunk.toString()));
    MemoryStore memory = stage.database().memory();
    List<String> threads = new ArrayList<>(List.of(thread));
    agents.forEach(agent -> threads.add(thread + "/" + agent));
    for (String each : threads) {
      memory
          .messages(new ThreadKey("u1", each), Direction.ASC, new Page(0, 100))
          .rows()
          .forEach(row -> told.add(row.role() + " " + row.content()));
    }
    Map<String, String> names = new HashMap<>();
    return told.stream()
        .map(
            text ->
                ID.matcher(text)
                    .replaceAll(id -> names.computeIfAbsent(id.group(), _ -> "id" + names.size())))
        .map(text -> TIME.matcher(text).replaceAll("TIME"))
        .toList();
  }
}
