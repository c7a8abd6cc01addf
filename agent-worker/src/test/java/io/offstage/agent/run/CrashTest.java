package io.offstage.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.store.ThreadKey;
import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.Disposition;
import io.offstage.worker.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A worker that dies anywhere changes nothing: neither chunks nor messages nor children. */
class CrashTest {

  private static final Tool RESEARCH = background("research");
  private static final Tool REVIEW = background("review");

  private static final Tool CLOCK =
      Tool.named("clock")
          .describedAs("Tells the time")
          .running((args, context) -> Map.of("time", "noon"));

  private static final Tool NARRATOR =
      Tool.named("narrator")
          .describedAs("Says much")
          .running(
              (args, context) -> {
                context.output("once");
                context.output("upon a time");
                return "the end";
              });

  private static final OfferedTool CRITIC =
      new OfferedTool(
          "agent-critic",
          "Weighs claims",
          new RawJson("{\"type\":\"object\",\"properties\":{\"prompt\":{\"type\":\"string\"}}}"),
          Background.ELIGIBLE,
          new OfferedTool.Delegate("critic"));

  private static RunFixture fixture;

  private static Tool background(String name) {
    return Tool.named(name)
        .describedAs("Takes long")
        .inBackground()
        .running((args, context) -> Map.of());
  }

  @BeforeAll
  static void open() {
    fixture = new RunFixture();
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @Test
  void deferredCallsUntilIdle() throws Exception {
    CrashStory.isTheSameWhereverTheWorkerDies(
        boundary -> {
          ThreadKey thread = RunFixture.newThread();
          SimulatedEngine engine =
              engine(
                  boundary,
                  MemoryScope.of(thread.resource(), thread.thread()),
                  "Please research and review, ask the critic, and look at the clock",
                  "{\"untilIdle\":true}",
                  AgentBackground.SILENT);
          engine.run();
          List<String> children = List.copyOf(engine.children().keySet());
          assertThat(children).hasSize(3);
          engine.end(children.get(0), TaskStatus.COMPLETED, RunFixture.json("\"1\""), null);
          engine.tell(children.get(2), TaskStatus.COMPLETED, RunFixture.json("\"3\""), null);
          engine.end(children.get(1), TaskStatus.COMPLETED, RunFixture.json("\"2\""), null);
          return told(engine, thread, 3);
        },
        Boundary::new,
        50);
  }

  @Test
  void awaitedCallsBesideInlineOnes() throws Exception {
    CrashStory.isTheSameWhereverTheWorkerDies(
        boundary -> {
          ThreadKey thread = RunFixture.newThread();
          SimulatedEngine engine =
              engine(
                  boundary,
                  MemoryScope.of(thread.resource(), thread.thread()),
                  "Please research and review, and look at the clock",
                  "{}",
                  awaiting("research"));
          engine.run();
          List<String> children = List.copyOf(engine.children().keySet());
          engine.end(children.get(1), TaskStatus.COMPLETED, RunFixture.json("\"2\""), null);
          engine.end(children.get(0), TaskStatus.COMPLETED, RunFixture.json("\"1\""), null);
          return told(engine, thread, 2);
        },
        Boundary::new,
        40);
  }

  @Test
  void withoutMemory() throws Exception {
    CrashStory.isTheSameWhereverTheWorkerDies(
        boundary -> {
          SimulatedEngine engine =
              engine(
                  boundary,
                  MemoryScope.NONE,
                  "Please research and review, and look at the clock",
                  "{}",
                  awaiting("research"));
          engine.run();
          List<String> children = List.copyOf(engine.children().keySet());
          engine.end(children.get(0), TaskStatus.COMPLETED, RunFixture.json("\"1\""), null);
          return told(engine, RunFixture.newThread(), 2);
        },
        Boundary::new,
        40);
  }

  @Test
  void inlineCallsThatTalkWhileTheyWork() throws Exception {
    CrashStory.isTheSameWhereverTheWorkerDies(
        boundary -> {
          ThreadKey thread = RunFixture.newThread();
          SimulatedEngine engine =
              engine(
                  boundary,
                  MemoryScope.of(thread.resource(), thread.thread()),
                  "Let the narrator speak, then research",
                  "{}",
                  AgentBackground.SILENT);
          engine.run();
          List<String> told = new ArrayList<>(told(engine, thread, 1));
          // What a tool says while it works is lost with its worker, and said again only if it runs
          // again.
          told.removeIf(chunk -> chunk.contains("\"type\":\"tool-output\""));
          return told;
        },
        Boundary::new,
        20);
  }

  private static AgentBackground awaiting(String tool) {
    return new AgentBackground(
        false,
        false,
        Map.of(tool, new AgentBackground.Entry(null, Disposition.AWAITED, null, null)),
        null,
        List.of());
  }

  private static SimulatedEngine engine(
      Boundary boundary, MemoryScope scope, String question, String more, AgentBackground how) {
    return new SimulatedEngine(
        RunFixture.start(scope, question, more),
        fixture.runs(
            RunFixture.demo(),
            how,
            List.of(RESEARCH, REVIEW, CLOCK, NARRATOR),
            List.of(CRITIC),
            fixture.crashing(boundary)),
        boundary);
  }

  /** Chunks and messages without what differs by nature. */
  private static List<String> told(SimulatedEngine engine, ThreadKey thread, int children) {
    assertThat(engine.task().state()).isInstanceOf(TaskState.Completed.class);
    assertThat(engine.children()).as("each call is dispatched once").hasSize(children);
    assertThat(engine.task().family().children()).hasSize(children);
    List<String> told = new ArrayList<>();
    engine.output().forEach(chunk -> told.add(anonymous(chunk)));
    fixture.messages(thread).forEach(message -> told.add(anonymous(message)));
    return told;
  }

  private static String anonymous(String text) {
    return text.replaceAll("run-[0-9a-f-]{36}", "RUN")
        .replaceAll("demo_[0-9a-f-]{36}", "CALL")
        .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID");
  }
}
