package io.offstage.agent.run;

import io.offstage.agent.control.Controls;
import io.offstage.agent.definition.FleetBackground;
import io.offstage.agent.memory.PatientStore;
import io.offstage.agent.model.ModelCaller;
import io.offstage.topic.PoolRules;
import io.offstage.worker.tool.Toolbox;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What all runs of a worker share; any thread.
 *
 * @param inline tools that this worker carries out itself
 * @param pools the rules of each pool
 * @param background what holds for all agents
 * @param controls carries out the calls of control tools
 * @param newId of tasks and messages; UUIDv7
 */
public record Platform(
    PatientStore store,
    ModelCaller models,
    Toolbox inline,
    Function<String, PoolRules> pools,
    FleetBackground background,
    Controls controls,
    Clock clock,
    Supplier<String> newId) {}
