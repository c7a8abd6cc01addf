package io.offstage.agent.background;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.background.OfferedTool.AnyOf;
import io.offstage.agent.background.OfferedTool.AtClient;
import io.offstage.agent.background.OfferedTool.Control;
import io.offstage.agent.background.OfferedTool.Delegate;
import io.offstage.agent.background.OfferedTool.Here;
import io.offstage.agent.background.OfferedTool.HereOrInPool;
import io.offstage.agent.background.OfferedTool.InPool;
import io.offstage.agent.background.PlannedCall.Child;
import io.offstage.agent.background.PlannedCall.Way;
import io.offstage.agent.memory.JsonText;
import io.offstage.task.RawJson;
import io.offstage.topic.PoolRules;
import io.offstage.worker.tool.Disposition;
import io.offstage.worker.tool.Toolbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides what is done about each call of a step. */
public final class Planner {

  /** Delegated runs this deep below the first; a delegation beyond it is refused. */
  private static final int DEEPEST = 8;

  /** What a call of a toolset may take. */
  private static final Duration HERE = Duration.ofMinutes(5);

  private static final String TOO_DEEP = "Delegation is too deep; do this yourself.";

  private final String agent;
  private final Resolver resolver;
  private final Toolbox inline;
  private final int depth;
  private final Supplier<String> newTaskId;

  /**
   * For one agent of a run.
   *
   * @param agent its name
   * @param inline what this worker can carry out itself
   * @param depth how many delegations lie above this run
   */
  public Planner(
      String agent, Resolver resolver, Toolbox inline, int depth, Supplier<String> newTaskId) {
    this.agent = agent;
    this.resolver = resolver;
    this.inline = inline;
    this.depth = depth;
    this.newTaskId = newTaskId;
  }

  /**
   * Decides about one call.
   *
   * @param tool what the agent is offered under that name, if anything
   * @param arguments as the model wrote them
   */
  public PlannedCall plan(
      String toolCallId, String name, Optional<OfferedTool> tool, String arguments, Instant now) {
    Optional<ObjectNode> read =
        arguments.isBlank() ? Optional.of(JsonText.object()) : JsonText.objectIn(arguments);
    if (read.isEmpty()) {
      return PlannedCall.refused(
          toolCallId, name, RawJson.EMPTY_OBJECT, "The arguments are not a JSON object.");
    }
    ObjectNode args = read.get();
    var asked = args.path(CallOverride.ARGUMENT);
    args.remove(CallOverride.ARGUMENT);
    RawJson stripped = JsonText.raw(args);
    if (tool.isEmpty()) {
      return PlannedCall.refused(
          toolCallId, name, stripped, "There is no tool named \"" + name + "\".");
    }
    switch (tool.get().target()) {
      case Control _ -> {
        return PlannedCall.here(Way.CONTROL, toolCallId, name, stripped);
      }
      case AnyOf target -> {
        return ofNamed(toolCallId, name, args, target, now);
      }
      case Here _ -> {
        return PlannedCall.inline(toolCallId, name, stripped, HERE);
      }
      case AtClient _ -> {
        return PlannedCall.here(Way.CLIENT, toolCallId, name, stripped);
      }
      case InPool _, HereOrInPool _, Delegate _ -> {}
    }
    Resolution resolution;
    try {
      resolution = resolver.resolve(tool.get(), CallOverride.read(asked));
    } catch (IllegalArgumentException e) {
      return PlannedCall.refused(toolCallId, name, stripped, String.valueOf(e.getMessage()));
    }
    return switch (tool.get().target()) {
      case InPool(String pool) -> {
        boolean isHere = inline.find(name).isPresent();
        yield ofTool(toolCallId, name, stripped, pool, isHere, resolution, now);
      }
      case HereOrInPool(String pool) ->
          ofTool(toolCallId, name, stripped, pool, true, resolution, now);
      case Delegate target -> ofAgent(toolCallId, name, stripped, target.agent(), resolution, now);
      case AnyOf _, AtClient _, Control _, Here _ -> throw new IllegalStateException(name);
    };
  }

  /** The agent stands in the arguments. */
  private PlannedCall ofNamed(
      String toolCallId, String name, ObjectNode args, AnyOf target, Instant now) {
    RawJson raw = JsonText.raw(args);
    Delegation delegation = target.delegation();
    Optional<String> refusal = delegation.refusal(agent, args, target.agents());
    if (refusal.isPresent()) {
      return PlannedCall.refused(toolCallId, name, raw, refusal.get());
    }
    if (delegation == Delegation.HANDOFF) {
      return PlannedCall.here(Way.HANDOFF, toolCallId, name, raw);
    }
    if (depth >= DEEPEST) {
      return PlannedCall.refused(toolCallId, name, raw, TOO_DEEP);
    }
    boolean inBackground = delegation == Delegation.BACKGROUND && depth == 0;
    String id = newTaskId.get();
    return PlannedCall.by(
        inBackground ? Way.DEFERRED : Way.REMOTE,
        toolCallId,
        name,
        raw,
        new Child(
            delegation == Delegation.BACKGROUND ? Delegation.newTaskId(id) : id,
            PoolRules.AGENTS,
            args.path("agent").asText(),
            null,
            0,
            null,
            now.toEpochMilli(),
            null));
  }

  private PlannedCall ofTool(
      String toolCallId,
      String name,
      RawJson args,
      String pool,
      boolean isHere,
      Resolution resolution,
      Instant now) {
    Way way =
        switch (resolution.disposition().value()) {
          case DEFERRED -> Way.DEFERRED;
          case AWAITED -> Way.AWAITED;
          case FOREGROUND -> isHere ? Way.INLINE : Way.REMOTE;
        };
    if (way == Way.INLINE) {
      return PlannedCall.inline(toolCallId, name, args, resolution.timeout().value());
    }
    return PlannedCall.by(way, toolCallId, name, args, child(way, pool, null, resolution, now));
  }

  /** Whoever was delegated to does not delegate to the background in turn. */
  private PlannedCall ofAgent(
      String toolCallId,
      String name,
      RawJson args,
      String agent,
      Resolution resolution,
      Instant now) {
    if (depth >= DEEPEST) {
      return PlannedCall.refused(toolCallId, name, args, TOO_DEEP);
    }
    Disposition where = depth == 0 ? resolution.disposition().value() : Disposition.FOREGROUND;
    Way way =
        switch (where) {
          case DEFERRED -> Way.DEFERRED;
          case AWAITED -> Way.AWAITED;
          case FOREGROUND -> Way.REMOTE;
        };
    return PlannedCall.by(
        way, toolCallId, name, args, child(way, PoolRules.AGENTS, agent, resolution, now));
  }

  /** A run has no timeout unless somebody below the manager gave it one. */
  private Child child(
      Way way, String pool, @Nullable String agent, Resolution resolution, Instant now) {
    var timeout = resolution.timeout();
    Duration wait = resolution.waitTimeout().value();
    boolean given = agent == null || timeout.layer() != Layer.MANAGER;
    return new Child(
        newTaskId.get(),
        pool,
        agent,
        given ? timeout.value().toMillis() : null,
        resolution.maxRetries().value(),
        wait == null ? null : wait.toMillis(),
        now.toEpochMilli(),
        way == Way.REMOTE ? null : resolver.backpressure());
  }
}
