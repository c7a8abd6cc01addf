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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An agent worker's process is killed in the middle of a run that has two background calls, and
 * another one takes over.
 */
class AgentWorkerLossTest {

  /** More chunks than the reply that is given instead. */
  private static final String HALF_A_SPEECH = "Friends, Romans, ".repeat(20);

  private static final String WHOLE_RUN =
      "start step-start (tool-call-input-streaming-start tool-call-delta"
          + " tool-call-input-streaming-end ){2}(tool-call ){2}(background-task-started ){2}"
          + "(tool-result ){2}step-finish "
          + "step-start text-start text-delta text-end step-finish finish "
          + "(start step-start text-start text-delta text-end step-finish finish ){1,2}";

  private static final String IN_THE_FOREGROUND =
      "{\"q\":1,\"_background\":{\"disposition\":\"foreground\"}}";

  private final AtomicReference<@Nullable Asked> silentOnceWhen = new AtomicReference<>();
  private final ToolServer tools = new ToolServer();
  private final OpenAiServer model = OpenAiServer.answering(this::answer);
  private final String yaml = Asked.host(model, tools.tool("lookup"));
  private final Definition definition = Roles.definition(yaml);
  private final Stage stage = Stage.open();
  private final Api api = stage.gateway();
  private final Api other = stage.gateway();
  private final List<EventStream> streams = new ArrayList<>();
  private RoleProcess doomed;

  private ScriptedReply answer(JsonNode request) {
    Asked asked = Asked.of(request);
    if (silentOnceWhen.compareAndSet(asked, null)) {
      return new ScriptedReply.FallsSilentAfter(HALF_A_SPEECH);
    }
    return switch (asked) {
      case BY_THE_USER ->
          OpenAiServer.lastUserText(request).contains("at once")
              ? calls(call("c1", "lookup", IN_THE_FOREGROUND))
              : calls(call("c1", "lookup", "{\"q\":1}"), call("c2", "lookup", "{\"q\":2}"));
      case TO_GO_ON -> says("Both are on their way.");
      case TO_REACT -> says("Now I know more.");
    };
  }

  @BeforeEach
  void start() {
    doomed = stage.process(Roles.Role.AGENT_WORKER, yaml);
    stage.materializer();
    stage.taskWorker(definition);
    api.awaitAgent("host");
  }

  @AfterEach
  void close() {
    stage.close();
    model.close();
    tools.close();
  }

  private EventStream ask(String question) {
    EventStream stream = api.untilIdle("host", question);
    streams.add(stream);
    return stream;
  }

  /** Meanwhile somebody has begun to observe the run elsewhere. */
  private void killAndReplace(String runId) {
    streams.add(other.observing("host", runId, 0));
    doomed.kill();
    stage.agentWorker(definition);
  }

  @Test
  void killedDuringTheFirstReply() {
    silentOnceWhen.set(Asked.BY_THE_USER);
    EventStream stream = ask("look up two things");
    Transcript half =
        stream.awaitUntil("half a speech", said -> said.texts().contains(HALF_A_SPEECH));

    killAndReplace(half.runId());
    stream.await("finish", 1);
    tools.open();

    assertThatTheRunIsWhole(half.runId());
  }

  @Test
  void killedWhileItsCallsRun() {
    EventStream stream = ask("look up two things");
    stream.await("finish", 1);
    Transcript half = stream.await("background-task-output", 2);

    killAndReplace(half.runId());
    tools.open();

    assertThatTheRunIsWhole(half.runId());
  }

  @Test
  void killedDuringTheContinuation() {
    silentOnceWhen.set(Asked.TO_REACT);
    EventStream stream = ask("look up two things");
    stream.await("finish", 1);
    tools.open();
    Transcript half =
        stream.awaitUntil("half a speech", said -> said.texts().contains(HALF_A_SPEECH));

    killAndReplace(half.runId());

    assertThatTheRunIsWhole(half.runId());
  }

  @Test
  void killedDuringACallInTheForeground() {
    EventStream stream = ask("look it up at once");
    Transcript half = stream.await("tool-output", 1);

    killAndReplace(half.runId());
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> tools.calls().size() == 2);
    tools.open();
    List<Transcript> live = streams.stream().map(EventStream::awaitEnd).toList();
    Transcript observed = other.observing("host", half.runId(), 0).awaitEnd();

    assertThat(tools.calls().getFirst()).isEqualTo(tools.calls().getLast());
    assertThat(observed.ownTypes())
        .isEqualTo(
            "start step-start tool-call-input-streaming-start tool-call-delta"
                + " tool-call-input-streaming-end tool-call tool-output tool-result step-finish"
                + " step-start text-start text-delta text-end step-finish finish ");
    assertThat(live).allSatisfy(said -> assertThat(said.own()).isEqualTo(observed.own()));
    assertThat(observed.only("tool-result").at("/payload/result/found"))
        .isEqualTo(Api.json("{\"q\":1}"));
    assertThat(other.messages()).hasSize(3);
  }

  private void assertThatTheRunIsWhole(String runId) {
    List<Transcript> live = streams.stream().map(EventStream::awaitEnd).toList();
    Transcript observed = other.observing("host", runId, 0).awaitEnd();

    assertThat(observed.ownTypes()).matches(WHOLE_RUN);
    assertThat(observed.texts())
        .startsWith("Both are on their way.", "Now I know more.")
        .allMatch(text -> List.of("Both are on their way.", "Now I know more.").contains(text));
    for (Transcript said : live) {
      for (String type :
          List.of("tool-call", "background-task-started", "tool-result", "step-finish", "finish")) {
        assertThat(said.all(type)).isEqualTo(observed.all(type));
      }
      assertThatEachTaskIsToldOnce(said);
    }
    assertThatEachTaskIsToldOnce(observed);
    int size = observed.own().size();
    for (int offset : List.of(1, 9, size - 1, size)) {
      assertThat(other.observing("host", runId, offset).awaitEnd().own())
          .isEqualTo(observed.own().subList(offset, size));
    }
    assertThatCallsWereDispatchedOnce(runId, observed.tasks());
    assertThatMemoryHoldsEverythingOnce(other);
  }

  private static void assertThatEachTaskIsToldOnce(Transcript said) {
    for (String task : said.tasks()) {
      assertThat(said.typesOf(task))
          .startsWith("background-task-started")
          .endsWith("background-task-completed")
          .doesNotHaveDuplicates();
      assertThat(said.at("background-task-completed", task))
          .isLessThan(said.chunks().indexOf(said.all("start").getLast()));
    }
  }

  private void assertThatCallsWereDispatchedOnce(String runId, List<String> tasks) {
    PoolLog runs = stage.log("agents");
    assertThat(runs.starts(runId)).isOne();
    assertThat(runs.endOfEach()).containsOnlyKeys(runId);
    PoolLog calls = stage.log("tools");
    assertThat(calls.endOfEach()).containsOnlyKeys(tasks);
    assertThat(tasks).hasSize(2).allMatch(task -> calls.starts(task) == 1);
    assertThat(tools.calls()).hasSize(2).doesNotHaveDuplicates();
  }

  private static void assertThatMemoryHoldsEverythingOnce(Api api) {
    List<String> roles = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode message : api.messages()) {
      assertThat(ids.add(message.path("id").asText())).isTrue();
      roles.add(message.path("role").asText());
      texts.add(message.at("/content/content").asText());
      for (JsonNode part : message.at("/content/parts")) {
        if (part.path("type").asText().equals("tool-invocation")) {
          JsonNode call = part.path("toolInvocation");
          calls.add(call.path("toolCallId").asText());
          assertThat(call.path("state").asText()).isEqualTo("result");
          assertThat(call.at("/result/found")).isEqualTo(call.path("args"));
        }
      }
    }
    assertThat(roles).startsWith("user", "assistant", "assistant", "assistant");
    assertThat(roles.stream().filter("user"::equals)).hasSize(1);
    assertThat(texts)
        .startsWith("look up two things", "", "Both are on their way.", "Now I know more.");
    assertThat(texts).hasSizeBetween(4, 5).doesNotContain(HALF_A_SPEECH);
    assertThat(calls).containsExactly("c1", "c2");
  }
}
