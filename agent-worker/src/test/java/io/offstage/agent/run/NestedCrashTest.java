package io.offstage.agent.run;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.background.BackgroundTexts;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.agent.definition.FleetBackground;
import io.offstage.agent.memory.PatientStore;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.store.ThreadKey;
import io.offstage.task.TaskState;
import io.offstage.worker.tool.Tool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker that dies before or after any durable write of a run or of the runs below it changes
 * nothing: the same messages in every thread, the same chunks, each call dispatched once.
 */
class NestedCrashTest {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  @AutoClose private static final RunFixture fixture = new RunFixture();

  @AutoClose
  private static final OpenAiServer model = OpenAiServer.answering(NestedCrashTest::answer);

  /** The host asks two agents, and each of these a tool of either sort. */
  private static ScriptedReply answer(JsonNode request) {
    String self = request.at("/messages/0/content").asText().lines().findFirst().orElseThrow();
    if (OpenAiServer.lastRole(request).equals("tool")) {
      return says(self + " Some of it is under way.");
    }
    String asked = OpenAiServer.lastUserText(request);
    if (BackgroundTexts.isDirective(asked)) {
      return says(self + " Now I know more.");
    }
    return self.contains("host")
        ? calls(
            call("c1", "agent-scout", "{\"prompt\":\"Look around\"}"),
            call("c2", "agent-critic", "{\"prompt\":\"Weigh this\"}"))
        : calls(
            call("c1", "research", "{\"of\":\"%s\"}".formatted(asked)), call("c2", "clock", "{}"));
  }

  private static AgentRun handler(PatientStore memory) {
    FleetBackground manager = FleetBackground.DEFAULT;
    var scripted = RunFixture.openAi(model.baseUrl());
    List<Tool> tools = List.of(HostTools.background("research"), HostTools.CLOCK);
    Map<String, Equipped> roster = new HashMap<>();
    roster.put(
        RunFixture.AGENT,
        RunFixture.equipped(
            RunFixture.AGENT,
            scripted,
            RunFixture.awaiting("agent-scout"),
            List.of(),
            List.of(HostTools.delegate("critic"), HostTools.delegate("scout")),
            manager));
    for (String below : List.of("critic", "scout")) {
      roster.put(
          below,
          RunFixture.equipped(below, scripted, AgentBackground.SILENT, tools, List.of(), manager));
    }
    return new AgentRun(() -> roster, fixture.platform(tools, memory, manager));
  }

  /** Dies at a durable write only: chunks are cut and told again anyway. */
  private static final class AtWrites extends Boundary {
    AtWrites(int fatal) {
      super(fatal);
    }

    @Override
    void passChunk() {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"untilIdle\":true}", "{}"})
  void aRunWithRunsBelowItIsTheSameWhereverTheWorkerDies(String more) throws Exception {
    CrashStory.isTheSameWhereverTheWorkerDies(boundary -> told(more, boundary), AtWrites::new, 60);
  }

  /** Results and chunks of all runs and messages of all threads, ids in order of appearance. */
  private static List<String> told(String more, Boundary boundary) throws Exception {
    ThreadKey thread = RunFixture.newThread();
    PatientStore memory = fixture.crashing(boundary);
    SimulatedFleet fleet = new SimulatedFleet(handler(memory), memory, boundary);
    fleet.run(RunFixture.start(thread, "go", more));

    assertThat(fleet.runs()).hasSize(3);
    assertThat(fleet.dispatched()).hasSize(4).doesNotHaveDuplicates();
    assertThat(fixture.messages(thread).get(1))
        .contains("You are the scout. Now I know more.", "You are the critic. Now I know more.")
        .doesNotContain("Background task started");
    List<String> told = new ArrayList<>();
    for (SimulatedEngine run : fleet.runs().values()) {
      assertThat(run.task().state()).isInstanceOf(TaskState.Completed.class);
      told.add(((TaskState.Completed) run.task().state()).result().text());
      told.addAll(run.output());
    }
    fleet.threads().forEach(key -> told.addAll(fixture.messages(key)));
    Map<String, String> names = new HashMap<>();
    return told.stream()
        .map(
            text ->
                ID.matcher(text)
                    .replaceAll(id -> names.computeIfAbsent(id.group(), _ -> "id" + names.size())))
        .toList();
  }
}
