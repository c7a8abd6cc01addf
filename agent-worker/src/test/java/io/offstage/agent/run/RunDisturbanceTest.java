package io.offstage.agent.run;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.dev.DevInfra;
import io.offstage.task.TaskState;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Attempts that overlap, a store that is away, an interrupt. */
class RunDisturbanceTest {

  @AutoClose private static final RunFixture fixture = new RunFixture();

  @AutoClose private final ScriptedHost host = new ScriptedHost(fixture);

  @AutoClose("shutdownNow")
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @Test
  void whenAttemptsOverlapTheReplyThatWasWrittenFirstCounts() throws Exception {
    CountDownLatch secondIsThrough = new CountDownLatch(1);
    CountDownLatch firstHasAsked = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    OpenAiServer server =
        host.server(
            _ -> {
              if (asked.incrementAndGet() > 1) {
                return says("the second reply");
              }
              firstHasAsked.countDown();
              await(secondIsThrough);
              return says("the first reply");
            });
    var start = RunFixture.start(host.thread, "go", "{}");
    SimulatedEngine first = new SimulatedEngine(start, host.runs(server));
    SimulatedEngine second = new SimulatedEngine(start, host.runs(server));
    Future<TaskState> stale = threads.submit(first::run);
    firstHasAsked.await();

    TaskState counts = second.run();
    secondIsThrough.countDown();

    assertThat(RunOutput.result(counts).path("text").asText()).isEqualTo("the second reply");
    assertThat(RunOutput.result(stale.get()).path("text").asText()).isEqualTo("the second reply");
    assertThat(fixture.messages(host.thread))
        .hasSize(2)
        .last()
        .asString()
        .contains("the second reply");
    assertThat(RunOutput.types(first.output())).endsWith("step-finish", "finish");
    assertThat(RunOutput.text(first.output())).endsWith("the second reply");
  }

  @Test
  void whenAttemptsOverlapBothStartTheSameChildren() throws Exception {
    CountDownLatch firstHasAsked = new CountDownLatch(1);
    CountDownLatch secondHasWritten = new CountDownLatch(1);
    CountDownLatch bothHaveStarted = new CountDownLatch(2);
    AtomicInteger asked = new AtomicInteger();
    OpenAiServer server =
        host.server(
            request -> {
              if (!OpenAiServer.lastRole(request).equals("user")) {
                secondHasWritten.countDown();
                bothHaveStarted.countDown();
                await(bothHaveStarted);
                return says("done");
              }
              if (asked.incrementAndGet() == 1) {
                firstHasAsked.countDown();
                await(secondHasWritten);
                return calls(call("a", "research", "{\"of\":1}"), call("b", "chatty", "{}"));
              }
              return calls(call("c", "research", "{\"of\":2}"));
            });
    var start = RunFixture.start(host.thread, "go", "{}");
    SimulatedEngine first = new SimulatedEngine(start, host.runs(server));
    SimulatedEngine second = new SimulatedEngine(start, host.runs(server));
    Future<TaskState> stale = threads.submit(first::run);
    firstHasAsked.await();

    second.run();

    assertThat(stale.get()).isInstanceOf(TaskState.Completed.class);
    assertThat(first.children()).isEqualTo(second.children()).hasSize(1);
    assertThat(fixture.messages(host.thread).get(1))
        .contains("\"of\":2")
        .doesNotContain("\"of\":1");
  }

  @Test
  void aRunWaitsForPostgresAndGoesOn() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    OpenAiServer server =
        host.server(
            _ -> {
              DevInfra.shared().stopPostgres();
              stopped.countDown();
              return says("survived");
            });
    SimulatedEngine engine = host.engine(server, "{}");
    Future<TaskState> run = threads.submit(engine::run);
    stopped.await();

    DevInfra.shared().startPostgres();

    assertThat(RunOutput.result(run.get()).path("text").asText()).isEqualTo("survived");
    assertThat(fixture.messages(host.thread)).hasSize(2);
  }

  @Test
  void anInterruptStopsARunInTheMiddleOfItsModelCall() throws Exception {
    OpenAiServer server = host.server(_ -> new ScriptedReply.FallsSilentAfter("Well, I"));
    CountDownLatch heard = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    SimulatedEngine engine =
        new SimulatedEngine(
            RunFixture.start(host.thread, "go", "{}"),
            host.runs(server),
            new Boundary(0) {
              @Override
              void pass() {
                if (!server.requests().isEmpty()) {
                  heard.countDown();
                }
              }
            });
    Thread run =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    engine.run();
                  } catch (Exception e) {
                    thrown.set(e);
                  }
                });
    heard.await();

    run.interrupt();
    run.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
