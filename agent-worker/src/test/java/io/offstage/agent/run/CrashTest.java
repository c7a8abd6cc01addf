package io.offstage.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.definition.AgentBackground;
import io.offstage.store.ThreadKey;
import io.offstage.task.MemoryScope;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.worker.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A worker that dies anywhere changes nothing: neither chunks nor messages nor children. */
class CrashTest {

  private static final Tool NARRATOR =
      Tool.named("narrator")
          .describedAs("Says much")
          .running(
              (args, context) -> {
                context.output("once");
                context.output("upon a time");
                return "the end";
              });

  @AutoClose private static final RunFixture fixture = new RunFixture();

  /** What happens behind the first turn. */
  private interface Sequel {
    void of(SimulatedEngine run, List<String> children) throws Exception;
  }

  /** A run in a thread of its own that has started so many children when it has ended. */
  private static CrashStory story(
      String question, String more, AgentBackground how, int children, Sequel sequel) {
    return boundary -> {
      ThreadKey thread = RunFixture.newThread();
      MemoryScope scope = MemoryScope.of(thread.resource(), thread.thread());
      SimulatedEngine engine = engine(boundary, scope, question, more, how);
      engine.run();
      sequel.of(engine, List.copyOf(engine.children().keySet()));
      return told(engine, thread, children);
    };
  }

  @Test
  void deferredCallsUntilIdle() throws Exception {
    CrashStory.isTheSameWhereverTheWorkerDies(
        story(
            "Please research and review, ask the critic, and look at the clock",
            "{\"untilIdle\":true}",
            AgentBackground.SILENT,
            3,
            (run, children) -> {
              run.complete(children.get(0), "\"1\"");
              run.tell(children.get(2), TaskStatus.COMPLETED, RunFixture.json("\"3\""), null);
              run.complete(children.get(1), "\"2\"");
            }),
        Boundary::new,
        50);
  }

  @Test
  void awaitedCallsBesideInlineOnes() throws Exception {
    CrashStory.isTheSameWhereverTheWorkerDies(
        story(
            "Please research and review, and look at the clock",
            "{}",
            RunFixture.awaiting("research"),
            2,
            (run, children) -> {
              run.complete(children.get(1), "\"2\"");
              run.complete(children.get(0), "\"1\"");
            }),
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
                  RunFixture.awaiting("research"));
          engine.run();
          engine.complete(engine.firstChild(), "\"1\"");
          return told(engine, RunFixture.newThread(), 2);
        },
        Boundary::new,
        40);
  }

  @Test
  void inlineCallsThatTalkWhileTheyWork() throws Exception {
    CrashStory talking =
        story(
            "Let the narrator speak, then research", "{}", AgentBackground.SILENT, 1, (_, _) -> {});
    // What a tool says while it works is lost with its worker, and said again only if it runs
    // again.
    CrashStory.isTheSameWhereverTheWorkerDies(
        boundary ->
            talking.run(boundary).stream()
                .filter(chunk -> !chunk.contains("\"type\":\"tool-output\""))
                .toList(),
        Boundary::new,
        20);
  }

  private static SimulatedEngine engine(
      Boundary boundary, MemoryScope scope, String question, String more, AgentBackground how) {
    return new SimulatedEngine(
        RunFixture.start(scope, question, more),
        fixture.runs(
            RunFixture.demo(),
            how,
            List.of(
                HostTools.background("research"),
                HostTools.background("review"),
                HostTools.CLOCK,
                NARRATOR),
            List.of(HostTools.delegate("critic")),
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
