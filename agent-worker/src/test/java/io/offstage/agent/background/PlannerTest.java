package io.offstage.agent.background;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.background.PlannedCall.Way;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.definition.DefinitionReader;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where calls of other agents run: by who says what, and how deep the caller is. */
class PlannerTest {

  private static final Tool CRAWL =
      Tool.named("crawl").inBackground().running((args, context) -> Map.of());

  private static final Toolbox TOOLBOX = Toolbox.of(CRAWL);

  private static final Definition DEFINITION =
      DefinitionReader.read(
              "agents.yaml",
              """
              agents:
                silent: {model: demo/x, sub_agents: [plain, busy], handoffs: [plain]}
                willing:
                  model: demo/x
                  sub_agents: [plain, busy]
                  backgroundTasks: {tools: {plain: true, busy: false}}
                disabled:
                  model: demo/x
                  sub_agents: [plain, busy]
                  backgroundTasks: {disabled: true}
                host:
                  model: demo/x
                  sub_agents: [plain]
                  toolsets: [{type: background_agents}]
                plain: {model: demo/x}
                busy: {model: demo/x, tools: [crawl], backgroundTasks: {waitTimeoutMs: 1234}}
              """,
              Map.of(),
              List.of("crawl"),
              true)
          .definition();

  private static final Offers OFFERS = new Offers(DEFINITION, TOOLBOX);

  private static AgentDefinition agent(String name) {
    return DEFINITION.agent(name).orElseThrow();
  }

  private static PlannedCall plan(String caller, int depth, String tool, String args) {
    return new Planner(caller, OFFERS.resolver(agent(caller)), TOOLBOX, depth, () -> "id")
        .plan(
            "c1",
            tool,
            OFFERS.of(agent(caller)).stream().filter(o -> o.name().equals(tool)).findFirst(),
            args,
            Instant.EPOCH);
  }

  @ParameterizedTest
  @CsvSource({
    // The supervisor says nothing: only who has something for the background goes there.
    "silent, 0, agent-plain, REMOTE",
    "silent, 0, agent-busy, DEFERRED",
    // What the supervisor says counts.
    "willing, 0, agent-plain, DEFERRED",
    "willing, 0, agent-busy, REMOTE",
    "disabled, 0, agent-busy, REMOTE",
    // Below the first level a delegation runs in the foreground, a tool still in the background.
    "silent, 1, agent-busy, REMOTE",
    "willing, 1, agent-plain, REMOTE",
    "busy, 1, crawl, DEFERRED",
    // However deep it goes, it ends.
    "silent, 8, agent-busy, REFUSED",
  })
  void whereADelegationRuns(String caller, int depth, String tool, Way way) {
    assertThat(plan(caller, depth, tool, "{\"prompt\":\"go\"}").way()).isEqualTo(way);
  }

  @Test
  void aSubAgentThatInheritsTheBackgroundBringsItsOwnWaitTimeout() {
    PlannedCall.Child child =
        Objects.requireNonNull(plan("silent", 0, "agent-busy", "{\"prompt\":\"go\"}").child());

    assertThat(child.waitTimeoutMs()).isEqualTo(1234);
    assertThat(child.timeoutMs()).as("a run has no timeout unless somebody gave it one").isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host | 0 | run_background_agent | DEFERRED",
        "host | 1 | run_background_agent | REMOTE",
        "host | 0 | transfer_task | REMOTE",
        "silent | 0 | handoff | HANDOFF",
      })
  void howDockerAgentsToolsRun(String caller, int depth, String tool, Way way) {
    PlannedCall call = plan(caller, depth, tool, "{\"agent\":\"plain\",\"task\":\"go\"}");

    assertThat(call.way()).isEqualTo(way);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host | run_background_agent | {\"agent\":\" \",\"task\":\"x\"} | agent name must not be"
            + " empty",
        "host | run_background_agent | {\"agent\":\"plain\"} | task must not be empty",
        "host | run_background_agent | {\"agent\":\"busy\",\"task\":\"x\"} | agent \"busy\" is not"
            + " in the sub-agents list. Available: plain",
        "host | transfer_task | {\"agent\":\"busy\",\"task\":\"x\"} | Agent host cannot transfer"
            + " task to busy: target agent not in sub-agents list. Available agent IDs are: plain",
        "silent | handoff | {\"agent\":\"host\"} | Agent silent cannot hand off to host: target"
            + " agent not in handoffs list. Available agent IDs are: plain",
      })
  void whatIsRefusedIsRefusedInTheirWords(String caller, String tool, String args, String refusal) {
    assertThat(plan(caller, 0, tool, args).refusal()).isEqualTo(refusal);
  }

  @Test
  void controlToolsComeByThemselvesWithAnythingEligible() {
    List<String> controls = List.of("bg_list", "bg_check", "bg_cancel", "bg_wait");

    assertThat(names("silent")).containsAll(controls).contains("transfer_task", "handoff");
    assertThat(names("busy")).containsAll(controls).doesNotContain("transfer_task", "handoff");
    assertThat(names("disabled")).doesNotContainAnyElementsOf(controls);
    assertThat(names("plain")).isEmpty();
    assertThat(names("host"))
        .containsAll(controls)
        .contains(
            "run_background_agent",
            "list_background_agents",
            "view_background_agent",
            "stop_background_agent",
            "wait_background_agents");
  }

  private static List<String> names(String agent) {
    return OFFERS.of(agent(agent)).stream().map(OfferedTool::name).toList();
  }
}
