package io.offstage.agent;

import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.control.Cancels;
import io.offstage.agent.control.Controls;
import io.offstage.agent.control.KafkaCancels;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.definition.DefinitionReader;
import io.offstage.agent.memory.PatientStore;
import io.offstage.agent.memory.PatientTasks;
import io.offstage.agent.model.ModelCaller;
import io.offstage.agent.model.Models;
import io.offstage.agent.run.AgentRun;
import io.offstage.agent.run.Equipped;
import io.offstage.agent.run.Platform;
import io.offstage.agent.run.ResultInjection;
import io.offstage.agent.toolset.Toolsets;
import io.offstage.settings.Settings;
import io.offstage.settings.SettingsFile;
import io.offstage.store.Database;
import io.offstage.topic.PoolRules;
import io.offstage.trace.OutputReader;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.attempt.Handlers;
import io.offstage.worker.attempt.TaskHandler;
import io.offstage.worker.kind.ToolKinds;
import io.offstage.worker.schedule.Orphans;
import io.offstage.worker.tool.Hook;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves agents: a worker of pool {@code agents} whose tasks are their runs. It writes them into
 * the catalogue when it starts.
 */
public final class AgentWorker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AgentWorker.class);
  private static final Duration MODEL_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration MIGRATION = Duration.ofSeconds(60);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private final TaskWorker worker;
  private final ToolKinds kinds;
  private final KafkaCancels cancels;
  private final Runnable atLast;

  private AgentWorker(TaskWorker worker, ToolKinds kinds, KafkaCancels cancels, Runnable atLast) {
    this.worker = worker;
    this.kinds = kinds;
    this.cancels = cancels;
    this.atLast = atLast;
  }

  /**
   * Starts a worker of the agents that the settings' file defines. It has a database of its own,
   * migrated if need be, and takes the models' API keys from the process' environment.
   *
   * @param tools code that it can carry out inline
   * @throws io.offstage.agent.definition.DefinitionException with all problems of the file
   * @throws IllegalArgumentException when the settings come without a file, it defines no agent, or
   *     a tool's pool is not configured
   */
  public static AgentWorker serving(Settings settings, Tool... tools) {
    SettingsFile file =
        settings
            .file()
            .orElseThrow(() -> new IllegalArgumentException("no file that defines agents"));
    Toolbox code = Toolbox.of(tools);
    Definition definition =
        DefinitionReader.read(
                file.path().toString(),
                file.text(),
                System.getenv(),
                code.tools().stream().map(Tool::name).toList(),
                false)
            .definition();
    Database database = Database.open(settings.postgres());
    try {
      database.migrate(MIGRATION);
      AgentWorker started = start(settings, definition, database, System.getenv(), code);
      return new AgentWorker(started.worker, started.kinds, started.cancels, database::close);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Starts a worker.
   *
   * @param database migrated; closed by whoever opened it, after this worker
   * @param environment holds the models' API keys
   * @param code tools that this worker can carry out inline; those of the definition that need no
   *     code are added, as far as this worker may run them
   * @throws IllegalArgumentException when there is no agent, or a tool's pool is not configured
   */
  public static AgentWorker start(
      Settings settings,
      Definition definition,
      Database database,
      Map<String, String> environment,
      Toolbox code) {
    if (definition.agents().isEmpty()) {
      throw new IllegalArgumentException("the definition has no agents to serve");
    }
    ToolKinds kinds = ToolKinds.of(settings);
    KafkaCancels cancels = null;
    try {
      Toolbox inline = code.with(kinds.permitted(definition.toolSpecs()));
      Toolsets toolsets = new Toolsets(settings.worker().permissions(), kinds.servers());
      Toolsets.refusals(settings.worker().permissions(), definition)
          .forEach(
              refusal -> LOG.atWarn().addKeyValue("error", refusal).log("a toolset is left out"));
      Definition described = described(definition, kinds, toolsets);
      Roster roster = new Roster(described, inline, toolsets, kinds.servers());
      register(settings, described, roster, database);
      cancels = new KafkaCancels(settings);
      TaskWorker worker =
          TaskWorker.start(
              settings,
              PoolRules.AGENTS,
              Handlers.of(
                      handlers(settings, described, roster, database, environment, inline, cancels))
                  .orElse(Handlers.ofHooks(hooks(definition, kinds.http()))),
              new Orphans(AgentRun::isUntilIdle, ResultInjection.TOOL),
              definition.limits());
      return new AgentWorker(worker, kinds, cancels, () -> {});
    } catch (RuntimeException e) {
      if (cancels != null) {
        cancels.close();
      }
      kinds.close();
      throw e;
    }
  }

  private static Definition described(Definition definition, ToolKinds kinds, Toolsets toolsets) {
    try {
      kinds.watch(definition.toolSpecs(), toolsets.servers(definition));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking MCP servers for their tools", e);
    }
    return definition.describedBy(kinds::described);
  }

  /**
   * The code of pool {@code agents}, by tool name.
   *
   * @param roster all agents, as they are equipped now
   * @param inline tools that runs carry out themselves
   * @param cancels how runs stop tasks
   */
  public static Map<String, TaskHandler> handlers(
      Settings settings,
      Definition definition,
      Supplier<Map<String, Equipped>> roster,
      Database database,
      Map<String, String> environment,
      Toolbox inline,
      Cancels cancels) {
    PatientStore store = new PatientStore(database.memory());
    Platform platform =
        new Platform(
            store,
            new ModelCaller(new Models(environment, MODEL_TIMEOUT), MODEL_TIMEOUT, FIRST_PAUSE),
            inline,
            pool -> rules(settings, pool),
            definition.background(),
            new Controls(
                new PatientTasks(database.taskReader()),
                cancels,
                new OutputReader(settings),
                Clock.systemUTC()),
            Clock.systemUTC(),
            TimeOrderedId::next);
    return Map.of(
        PoolRules.RUN_TOOL, new AgentRun(roster, platform),
        ResultInjection.TOOL, new ResultInjection(store, Clock.systemUTC()));
  }

  /** The class path's, and those that the definition makes of URLs. */
  private static List<Hook> hooks(Definition definition, HttpClient client) {
    return Stream.concat(
            Hook.ofClassPath().stream(),
            definition.background().webhooks().entrySet().stream()
                .map(web -> Hook.web(web.getKey(), web.getValue(), client)))
        .toList();
  }

  private static void checkPools(
      Settings settings, AgentDefinition agent, List<OfferedTool> offered) {
    for (OfferedTool tool : offered) {
      if (tool.target() instanceof OfferedTool.InPool target
          && !settings.pools().containsKey(target.pool())) {
        throw new IllegalArgumentException(
            "tool %s of agent %s runs in pool %s; there are %s"
                .formatted(
                    tool.name(),
                    agent.name(),
                    target.pool(),
                    settings.pools().keySet().stream().sorted().toList()));
      }
    }
  }

  private static void register(
      Settings settings, Definition definition, Roster roster, Database database) {
    Map<String, Equipped> agents = roster.get();
    Map<String, String> documents = new LinkedHashMap<>();
    for (AgentDefinition agent : definition.agents()) {
      List<OfferedTool> offered = Objects.requireNonNull(agents.get(agent.name())).tools();
      checkPools(settings, agent, offered);
      documents.put(agent.name(), AgentDescriptor.of(definition, agent, offered));
    }
    database.agents().put(documents, Clock.systemUTC().instant());
  }

  private static PoolRules rules(Settings settings, String pool) {
    return new PoolRules(pool, settings.pool(pool).keyTemplate(), pool.equals(PoolRules.AGENTS));
  }

  /** This worker's name, as running tasks bear it. */
  public String name() {
    return worker.name();
  }

  /** Returns when the worker has ended, for whatever reason. */
  public void awaitShutdown() throws InterruptedException {
    worker.awaitShutdown();
  }

  /** Drains; see {@link TaskWorker#close}. Idempotent. */
  @Override
  public void close() {
    worker.close();
    cancels.close();
    kinds.close();
    atLast.run();
  }
}
