package io.offstage.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.AnswerSchema;
import io.offstage.agent.memory.Incoming;
import io.offstage.agent.memory.InputMessages;
import io.offstage.agent.memory.JsonText;
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
 * @param clientTools what the client carries out itself
 * @param answer what the answers look like; absent: what the agent says
 * @param continued present when it begins where an ended run has left off
 */
record RunRequest(
    String agent,
    MemoryScope scope,
    Incoming incoming,
    Optional<UntilIdle> idle,
    @Nullable Integer maxSteps,
    @Nullable String instructions,
    int depth,
    Settings settings,
    List<OfferedTool> clientTools,
    @Nullable AnswerSchema answer,
    Optional<Continued> continued) {

  /**
   * Where it goes on: a task of an ended run that was suspended, and is no more.
   *
   * @param runId the ended run, under whose name this one speaks
   * @param once whether it ends with the turn that reacts to the task's end
   */
  record Continued(String runId, String taskId, boolean once) {
    private static Optional<Continued> of(JsonNode continued) {
      return continued.isObject()
          ? Optional.of(
              new Continued(
                  continued.path("runId").asText(),
                  continued.path("taskId").asText(),
                  continued.path("once").asBoolean(false)))
          : Optional.empty();
    }
  }

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
      @Nullable Integer topK,
      @Nullable Double frequencyPenalty,
      @Nullable Double presencePenalty,
      @Nullable Integer maxOutputTokens,
      List<String> stopSequences,
      Choice toolChoice) {}

  /**
   * Which tools the run's first model call must, may or must not call.
   *
   * @param mode {@code auto}, {@code required} or {@code none}
   * @param tool the only one it may call; absent: any
   */
  record Choice(String mode, @Nullable String tool) {

    static final Choice AUTO = new Choice("auto", null);

    private static Choice of(JsonNode choice) {
      String tool = choice.path("toolName").asText("");
      return choice.isTextual()
          ? new Choice(choice.textValue(), null)
          : tool.isEmpty() ? AUTO : new Choice("required", tool);
    }
  }

  /**
   * @throws IllegalArgumentException naming the argument that is wrong
   */
  static RunRequest of(Task task) {
    JsonNode args = JsonText.tree(task.start().call().args());
    MemoryScope scope = task.start().origin().scope();
    Optional<Continued> continued = Continued.of(args.path("continued"));
    return new RunRequest(
        args.path("agent").asText(task.start().origin().agentId()),
        scope,
        continued.isPresent()
            ? new Incoming(List.of(), List.of())
            : InputMessages.read(args.path("messages")),
        mayWait(scope, continued.isPresent()) ? idle(args.path("untilIdle")) : Optional.empty(),
        args.path("maxSteps").isInt() ? Math.max(1, args.path("maxSteps").intValue()) : null,
        args.path("instructions").isTextual() ? args.path("instructions").textValue() : null,
        args.path("depth").asInt(0),
        settings(args),
        ClientTools.read(args.path("clientTools")),
        answer(args),
        continued);
  }

  /** As Mastra's clients ask for it, now and formerly. */
  private static @Nullable AnswerSchema answer(JsonNode args) {
    JsonNode asked = args.path("structuredOutput").path("schema");
    asked = asked.isObject() ? asked : args.path("output");
    if (!(asked instanceof ObjectNode given)) {
      return null;
    }
    ObjectNode schema = given.deepCopy();
    // Whatever dialect it names: ours reads what clients write.
    schema.remove("$schema");
    try {
      AnswerSchema answer = new AnswerSchema(AnswerSchema.DEFAULT_NAME, JsonText.raw(schema));
      AnswerForm.of(answer);
      return answer;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("structuredOutput.schema: " + e.getMessage(), e);
    }
  }

  int mostSteps(AgentDefinition agent) {
    return maxSteps == null ? agent.maxIterations() : maxSteps;
  }

  /** What the answers look like: what this run asks for, else what the agent says; else text. */
  @Nullable AnswerForm answerForm(AgentDefinition agent) {
    AnswerSchema schema = answer == null ? agent.answer() : answer;
    return schema == null ? null : AnswerForm.of(schema);
  }

  /**
   * Whether this is a run of a thread's user that goes on until its tasks have ended, or one that
   * goes on from another.
   */
  static boolean isUntilIdle(TaskStart task) {
    String args = task.call().args().text();
    return task.call().toolName().equals(PoolRules.RUN_TOOL)
        && mayWait(task.origin().scope(), task.lineage().continuationOf() != null)
        && task.placement().concurrencyKey().startsWith(ConcurrencyKeys.THREAD_PREFIX)
        && args.contains("\"untilIdle\"")
        && idle(JsonText.tree(task.call().args()).path("untilIdle")).isPresent();
  }

  /** Without memory nothing comes after a turn, except where the turn is what is waited for. */
  private static boolean mayWait(MemoryScope scope, boolean continued) {
    return scope.hasMemory() || continued;
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
        whole(settings.path("topK")),
        number(settings.path("frequencyPenalty")),
        number(settings.path("presencePenalty")),
        whole(settings.path(settings.has("maxOutputTokens") ? "maxOutputTokens" : "maxTokens")),
        settings
            .path("stopSequences")
            .valueStream()
            .filter(JsonNode::isTextual)
            .map(JsonNode::textValue)
            .toList(),
        Choice.of(args.path("toolChoice")));
  }

  private static @Nullable Integer whole(JsonNode value) {
    return value.isInt() ? value.intValue() : null;
  }

  private static @Nullable Double number(JsonNode value) {
    return value.isNumber() ? value.doubleValue() : null;
  }
}
