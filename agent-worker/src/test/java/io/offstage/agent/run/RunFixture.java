package io.offstage.agent.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.background.Resolver;
import io.offstage.agent.control.Controls;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.FleetBackground;
import io.offstage.agent.definition.ModelChoice;
import io.offstage.agent.definition.ModelDefinition;
import io.offstage.agent.definition.ModelDefinition.Kind;
import io.offstage.agent.definition.ModelDefinition.Sampling;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.memory.PatientStore;
import io.offstage.agent.memory.PatientTasks;
import io.offstage.agent.model.ModelCaller;
import io.offstage.agent.model.Models;
import io.offstage.dev.DevInfra;
import io.offstage.settings.PostgresSettings;
import io.offstage.settings.Secret;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.store.Direction;
import io.offstage.store.MessageRow;
import io.offstage.store.Page;
import io.offstage.store.ThreadKey;
import io.offstage.task.Backpressure;
import io.offstage.task.Lineage;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStart;
import io.offstage.task.ToolCall;
import io.offstage.topic.Command;
import io.offstage.topic.ConcurrencyKeys;
import io.offstage.topic.PoolRules;
import io.offstage.trace.OutputReader;
import io.offstage.worker.tool.Disposition;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** An agent called {@code host} with some tools, over a database of its own. */
final class RunFixture implements AutoCloseable {

  static final String AGENT = "host";

  final Database database;
  final PatientStore store;
  final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
  final List<Command.Cancel> cancelled = new CopyOnWriteArrayList<>();
  private final Models models = new Models(Map.of(), Duration.ofSeconds(20));

  RunFixture() {
    database =
        Database.open(
            new PostgresSettings(
                DevInfra.shared().freshDatabase(), "postgres", Secret.NONE, 8, "tasks", "memory"));
    database.migrate(Duration.ofSeconds(30));
    store = new PatientStore(database.memory());
  }

  @Override
  public void close() {
    database.close();
  }

  static ModelDefinition demo() {
    return new ModelDefinition(Kind.DEMO, "demo", "demo", null, null, Sampling.DEFAULT);
  }

  static ModelDefinition openAi(String baseUrl) {
    return new ModelDefinition(
        Kind.OPENAI, "scripted", "scripted", baseUrl, null, Sampling.DEFAULT);
  }

  /** Calls of this tool hold the step until their tasks have ended. */
  static AgentBackground awaiting(String tool) {
    return new AgentBackground(
        false,
        false,
        Map.of(tool, new AgentBackground.Entry(null, Disposition.AWAITED, null, null)),
        null,
        List.of());
  }

  AgentRun runs(ModelDefinition model, AgentBackground background, List<Tool> tools) {
    return runs(model, background, tools, List.of(), store);
  }

  /** The handler of runs. */
  AgentRun runs(
      ModelDefinition model,
      AgentBackground background,
      List<Tool> tools,
      List<OfferedTool> others,
      PatientStore memory) {
    return runs(model, background, tools, others, memory, FleetBackground.DEFAULT);
  }

  AgentRun runs(
      ModelDefinition model,
      AgentBackground background,
      List<Tool> tools,
      List<OfferedTool> others,
      PatientStore memory,
      FleetBackground manager) {
    Equipped equipped = equipped(AGENT, model, background, tools, others, manager);
    return new AgentRun(() -> Map.of(AGENT, equipped), platform(tools, memory, manager));
  }

  /** An agent that is told who it is, with these tools and others. */
  static Equipped equipped(
      String name,
      ModelDefinition model,
      AgentBackground background,
      List<Tool> tools,
      List<OfferedTool> others,
      FleetBackground manager) {
    AgentDefinition agent =
        new AgentDefinition(
            name,
            "The " + name,
            "You are the " + name + ".",
            new ModelChoice(List.of(model), List.of(), 2),
            tools.stream().map(Tool::name).toList(),
            List.of(),
            List.of(),
            false,
            List.of(),
            background,
            AgentDefinition.DEFAULT_ITERATIONS,
            0,
            null);
    List<OfferedTool> offered = new ArrayList<>(others);
    for (Tool tool : tools) {
      offered.add(
          new OfferedTool(
              tool.name(),
              tool.description(),
              tool.inputSchema(),
              tool.background(),
              new OfferedTool.InPool(tool.pool())));
    }
    return Equipped.of(agent, offered, new Resolver(manager, background));
  }

  /** What the runs of a worker share that carries these tools out itself. */
  Platform platform(List<Tool> tools, PatientStore memory, FleetBackground manager) {
    return new Platform(
        memory,
        new ModelCaller(models, Duration.ofSeconds(20), Duration.ofMillis(5)),
        Toolbox.of(tools),
        PoolRules::of,
        manager,
        new Controls(
            new PatientTasks(database.taskReader()),
            (_, cancel, _) -> cancelled.add(cancel),
            new OutputReader(
                Settings.of("kafka.bootstrap.servers=" + DevInfra.shared().bootstrapServers())),
            clock),
        clock,
        () -> UUID.randomUUID().toString());
  }

  /** The same with another word for calls whose key is busy. */
  AgentRun runs(Backpressure whenBusy, PatientStore memory, List<Tool> tools) {
    FleetBackground usual = FleetBackground.DEFAULT;
    return runs(
        demo(),
        AgentBackground.SILENT,
        tools,
        List.of(),
        memory,
        new FleetBackground(
            true, null, null, whenBusy, usual.timeout(), 0, null, usual.hooks(), usual.webhooks()));
  }

  PatientStore crashing(Boundary boundary) {
    return new CrashingStore(database.memory(), boundary);
  }

  static ThreadKey newThread() {
    return new ThreadKey("user-" + UUID.randomUUID(), "thread");
  }

  static TaskStart start(MemoryScope scope, String message, String more) {
    String runId = "run-" + UUID.randomUUID();
    ObjectNode args = JsonText.object().put("agent", AGENT).put("messages", message);
    args.setAll((ObjectNode) JsonText.tree(more));
    return new TaskStart(
        runId,
        new ToolCall(PoolRules.RUN_TOOL, runId, JsonText.raw(args)),
        new Origin(AGENT, runId, scope),
        Placement.in(PoolRules.AGENTS, ConcurrencyKeys.ofRun(scope, runId)),
        Policy.DEFAULT,
        Lineage.NONE,
        Instant.parse("2026-03-01T12:00:00Z"),
        Map.of());
  }

  static TaskStart start(ThreadKey thread, String message, String more) {
    return start(MemoryScope.of(thread.resource(), thread.thread()), message, more);
  }

  /** What the thread holds: role and content. */
  List<String> messages(ThreadKey thread) {
    return database.memory().messages(thread, Direction.ASC, new Page(0, 100)).rows().stream()
        .map(row -> row.role() + " " + row.content())
        .toList();
  }

  List<MessageRow> rows(ThreadKey thread) {
    return database.memory().messages(thread, Direction.ASC, new Page(0, 100)).rows();
  }

  static RawJson json(String text) {
    return new RawJson(text);
  }

  /** Stands still until it is moved; read and moved by the test's thread. */
  static final class MutableClock extends Clock {
    private Instant now;

    MutableClock(Instant now) {
      this.now = now;
    }

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
