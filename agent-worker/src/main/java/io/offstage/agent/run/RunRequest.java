package io.offstage.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.memory.InputMessages;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.memory.Said;
import io.offstage.task.MemoryScope;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.topic.ConcurrencyKeys;
import io.offstage.topic.PoolRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run is asked to do: the arguments of its task.
 *
 * @param agent whom it asks
 * @param idle present when it goes on until its background tasks have ended
 * @param maxSteps most model calls per turn; absent: the agent's
 * @param instructions in place of the agent's own
 * @param depth how many delegations lie above it
 * @param settings how answers are drawn, for this run alone
 */
record RunRequest(
    String agent,
    MemoryScope scope,
    List<Said> messages,
    Optional<UntilIdle> idle,
    @Nullable Integer maxSteps,
    @Nullable String instructions,
    int depth,
    Settings settings) {

  /**
   * @param maxIdle between turns, after which nobody waits any more
   * @param all whether a turn begins when all tasks have ended rather than at each end
   */
  record UntilIdle(Duration maxIdle, boolean all) {
    static final Duration DEFAULT_MAX_IDLE = Duration.ofMinutes(5);
  }

  /** What is absent is left to the model's definition. */
  record Settings(
      @Nullable Double temperature,
      @Nullable Double topP,
      @Nullable Integer maxOutputTokens,
      @Nullable String toolChoice) {}

  /**
   * @throws IllegalArgumentException naming the argument that is wrong
   */
  static RunRequest of(Task task) {
    JsonNode args = JsonText.tree(task.start().call().args());
    MemoryScope scope = task.start().origin().scope();
    return new RunRequest(
        args.path("agent").asText(task.start().origin().agentId()),
        scope,
        InputMessages.read(args.path("messages")),
        scope.hasMemory() ? idle(args.path("untilIdle")) : Optional.empty(),
        args.path("maxSteps").isInt() ? Math.max(1, args.path("maxSteps").intValue()) : null,
        args.path("instructions").isTextual() ? args.path("instructions").textValue() : null,
        args.path("depth").asInt(0),
        settings(args));
  }

  /** Whether this is a run of a thread's user that goes on until its tasks have ended. */
  static boolean isUntilIdle(TaskStart task) {
    String args = task.call().args().text();
    return task.call().toolName().equals(PoolRules.RUN_TOOL)
        && task.placement().concurrencyKey().startsWith(ConcurrencyKeys.THREAD_PREFIX)
        && args.contains("\"untilIdle\"")
        && idle(JsonText.tree(task.call().args()).path("untilIdle")).isPresent();
  }

  private static Optional<UntilIdle> idle(JsonNode untilIdle) {
    if (untilIdle.isObject()) {
      return Optional.of(
          new UntilIdle(
              Duration.ofMillis(
                  untilIdle.path("maxIdleMs").asLong(UntilIdle.DEFAULT_MAX_IDLE.toMillis())),
              untilIdle.path("continueOn").asText("each").equals("all")));
    }
    return untilIdle.asBoolean(false)
        ? Optional.of(new UntilIdle(UntilIdle.DEFAULT_MAX_IDLE, false))
        : Optional.empty();
  }

  private static Settings settings(JsonNode args) {
    JsonNode settings = args.path("modelSettings");
    return new Settings(
        number(settings.path("temperature")),
        number(settings.path("topP")),
        settings.path("maxOutputTokens").isInt()
            ? settings.path("maxOutputTokens").intValue()
            : null,
        args.path("toolChoice").isTextual() ? args.path("toolChoice").textValue() : null);
  }

  private static @Nullable Double number(JsonNode value) {
    return value.isNumber() ? value.doubleValue() : null;
  }
}
