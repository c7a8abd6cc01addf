package io.offstage.agent.run;

import io.offstage.agent.memory.JsonText;
import io.offstage.agent.model.Usage;
import io.offstage.store.RunKey;
import io.offstage.store.ThreadKey;
import io.offstage.store.ThreadRow;
import io.offstage.task.ErrorCode;
import io.offstage.task.MemoryScope;
import io.offstage.task.Outcome;
import io.offstage.task.TaskError;
import io.offstage.task.TaskStart;
import io.offstage.telemetry.Traced;
import io.offstage.worker.attempt.Attempt;
import io.offstage.worker.attempt.TaskHandler;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The code behind tool {@code agent} of pool {@code agents}: one attempt at a run. */
public final class AgentRun implements TaskHandler {

  /** Messages of its thread that a model sees where its agent says nothing. */
  private static final int MOST_MESSAGES = 200;

  private static final int LONGEST_TITLE = 80;

  private final Supplier<Map<String, Equipped>> roster;
  private final Platform platform;
  private final RunSpans spans = RunSpans.global();

  /**
   * The code of runs.
   *
   * @param roster all agents by name, as they are equipped now; any thread
   */
  public AgentRun(Supplier<Map<String, Equipped>> roster, Platform platform) {
    this.roster = roster;
    this.platform = platform;
  }

  /** Whether this is a run of a thread's user that goes on until its tasks have ended. */
  public static boolean isUntilIdle(TaskStart task) {
    return RunRequest.isUntilIdle(task);
  }

  @Override
  public Outcome run(Attempt attempt) throws InterruptedException {
    RunRequest request;
    try {
      request = RunRequest.of(attempt.task());
    } catch (IllegalArgumentException e) {
      return refused(attempt, String.valueOf(e.getMessage()));
    }
    Map<String, Equipped> agents = roster.get();
    Equipped agent = agents.get(request.agent());
    if (agent == null) {
      return refused(attempt, "Agent with id " + request.agent() + " not found");
    }
    String runId = attempt.task().id();
    RunKey key = new RunKey(request.scope(), runId);
    Conversation conversation = conversation(request, key, agent);
    RunLog log = RunLog.open(platform.store(), key, platform.clock());
    RunLoop loop =
        new RunLoop(attempt, request, new Team(agent, agents), platform, conversation, log);
    try (Traced invoking = spans.invokeAgent(attempt.task(), request.agent()).enter()) {
      Outcome outcome = loop.run();
      RunSpans.ended(invoking, outcome);
      return outcome;
    }
  }

  private Conversation conversation(RunRequest request, RunKey run, Equipped agent)
      throws InterruptedException {
    ThreadKey thread = thread(request, agent);
    RunRequest.Continued from = request.continued().orElse(null);
    if (thread != null) {
      return new ThreadConversation(
          platform.store(), thread, run.run(), mostMessages(agent), platform.clock());
    }
    return from == null
        ? new LogConversation()
        : EarlierRuns.goingOn(platform.store(), run, from.runId(), platform.clock());
  }

  private @Nullable ThreadKey thread(RunRequest request, Equipped agent)
      throws InterruptedException {
    MemoryScope scope = request.scope();
    if (scope.resourceId() == null || scope.threadId() == null) {
      return null;
    }
    ThreadKey key = new ThreadKey(scope.resourceId(), scope.threadId());
    Instant now = platform.clock().instant();
    platform
        .store()
        .ensureThread(new ThreadRow(key, agent.agent().name(), title(request), "{}", now, now));
    return key;
  }

  /** The first thing that the user says. */
  private static String title(RunRequest request) {
    String text =
        request.incoming().messages().stream()
            .filter(said -> said.role().equals("user"))
            .map(said -> JsonText.tree(said.content()).path("content").asText().strip())
            .filter(said -> !said.isEmpty())
            .findFirst()
            .orElse("");
    return text.length() <= LONGEST_TITLE ? text : text.substring(0, LONGEST_TITLE - 1) + "…";
  }

  private static int mostMessages(Equipped agent) {
    int asked = agent.agent().historyItems();
    return asked == 0 ? MOST_MESSAGES : Math.min(asked, MOST_MESSAGES);
  }

  /** Whoever watches the stream is told too. */
  private static Outcome refused(Attempt attempt, String message) throws InterruptedException {
    Chunks chunks = new Chunks(attempt.task().id(), attempt.task().start().origin().agentId());
    new Teller(attempt)
        .tellFrom(
            0,
            List.of(chunks.error(message, "InvalidRequest"), chunks.finish("error", Usage.NONE)));
    return new Outcome.TerminalFailure(TaskError.of(ErrorCode.INVALID_ARGS, message));
  }
}
