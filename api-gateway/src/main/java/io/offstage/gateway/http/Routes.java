package io.offstage.gateway.http;

import io.helidon.http.Method;
import io.helidon.webserver.http.HttpRouting;
import io.offstage.gateway.auth.Allowance;
import io.offstage.gateway.auth.ApiKeys;
import io.offstage.gateway.auth.Role;
import io.offstage.gateway.tail.Tail;
import io.offstage.limit.LimitsTail;
import io.offstage.settings.GatewaySettings;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.telemetry.Traces;
import io.offstage.trace.OutputReader;
import java.time.InstantSource;

/** Every route, the role it needs, and what stands before all of them. */
public final class Routes {

  private final Settings settings;
  private final Database database;
  private final Commands commands;
  private final Tail tail;
  private final LimitsTail limits;
  private final InstantSource clock;
  private final RequestSpans spans = new RequestSpans(Traces.global());

  public Routes(
      Settings settings,
      Database database,
      Commands commands,
      Tail tail,
      LimitsTail limits,
      InstantSource clock) {
    this.settings = settings;
    this.database = database;
    this.commands = commands;
    this.tail = tail;
    this.limits = limits;
    this.clock = clock;
  }

  public void register(HttpRouting.Builder routing, ApiKeys keys) {
    GatewaySettings gateway = settings.gateway();
    Allowance allowance =
        new Allowance(gateway.requestsPerSecond(), gateway.streamsPerPrincipal(), clock);
    routing.addFilter(new Entrance(keys, allowance, gateway.corsOrigins()));
    Failures.register(routing);

    HealthRoutes health = new HealthRoutes(tail, database, commands);
    routing.get("/livez", health::live);
    routing.get("/readyz", health::ready);
    routing.get("/health", health::health);

    Sse sse = new Sse(tail, allowance, clock, gateway.heartbeat());
    ReadModel readModel = new ReadModel(database.taskReader(), commands);
    TaskRoutes tasks = new TaskRoutes(readModel, clock);
    OutputRoutes output = new OutputRoutes(tasks, readModel, sse);
    Rows rows = new Rows(tail.reader());
    Starts starts = new Starts(settings, commands, clock);
    Verdicts verdicts = new Verdicts(commands, sse, gateway.commandWait());
    looking(routing, tasks, output, sse, readModel);
    acting(
        routing, new EnqueueRoutes(starts), new CommandRoutes(tasks, verdicts, starts, rows, sse));
    AgentRoutes agents = new AgentRoutes(database.agents());
    KnownRuns runs = new KnownRuns(readModel, output, rows, sse);
    agents(
        routing,
        agents,
        new RunRoutes(agents, starts, runs, new EqualRuns(readModel, rows, clock), rows, sse),
        new ResumeRoutes(
            runs,
            readModel,
            rows,
            verdicts,
            new Continuations(starts, commands, verdicts, sse),
            sse));
    memory(routing, new MemoryRoutes(database.memory()));
    limits(
        routing,
        new LimitRoutes(settings.pools(), settings.listedLimits(), limits, commands, clock));
    routing.any(
        "/*",
        (request, _) -> {
          throw Problem.notFound("There is nothing at " + request.path().path());
        });
  }

  private void looking(
      HttpRouting.Builder routing,
      TaskRoutes tasks,
      OutputRoutes output,
      Sse sse,
      ReadModel readModel) {
    TaskStreamRoute stream =
        new TaskStreamRoute(sse, readModel, settings.topics().lifecycle().compactionLag());
    get(routing, "/background-tasks", tasks::list);
    get(routing, "/background-tasks/stream", stream::stream);
    get(routing, "/background-tasks/wait", output::waitForEnds);
    get(routing, "/background-tasks/{id}", tasks::get);
    get(routing, "/background-tasks/{id}/output", output::output);
    TraceRoute trace = new TraceRoute(tasks, readModel, new OutputReader(settings));
    get(routing, "/background-tasks/{id}/trace", trace::trace);
  }

  private void acting(HttpRouting.Builder routing, EnqueueRoutes enqueue, CommandRoutes commands) {
    post(routing, "/background-tasks", Role.ENQUEUE, enqueue::enqueue);
    post(routing, "/background-tasks/{id}/cancel", Role.OPERATE, commands::cancel);
    post(routing, "/background-tasks/{id}/resume", Role.OPERATE, commands::resume);
    post(routing, "/background-tasks/{id}/redrive", Role.OPERATE, commands::redrive);
  }

  private void agents(
      HttpRouting.Builder routing, AgentRoutes agents, RunRoutes runs, ResumeRoutes resume) {
    get(routing, "/agents", agents::list);
    get(routing, "/agents/{agentId}", agents::get);
    post(routing, "/agents/{agentId}/stream", Role.ENQUEUE, runs::stream);
    post(routing, "/agents/{agentId}/stream-until-idle", Role.ENQUEUE, runs::streamUntilIdle);
    post(routing, "/agents/{agentId}/generate", Role.ENQUEUE, runs::generate);
    post(routing, "/agents/{agentId}/observe", Role.READ, runs::observe);
    get(routing, "/agents/{agentId}/suspended-runs", resume::suspendedRuns);
    post(routing, "/agents/{agentId}/resume-stream", Role.ENQUEUE, resume::resume);
    post(
        routing,
        "/agents/{agentId}/resume-stream-until-idle",
        Role.ENQUEUE,
        resume::resumeUntilIdle);
  }

  private void limits(HttpRouting.Builder routing, LimitRoutes limits) {
    get(routing, "/limits", limits::list);
    route(routing, Method.PUT, "/limits/{pool}", Role.OPERATE, limits::put);
    route(routing, Method.DELETE, "/limits/{pool}", Role.OPERATE, limits::delete);
  }

  private void memory(HttpRouting.Builder routing, MemoryRoutes memory) {
    get(routing, "/memory/threads", memory::threads);
    get(routing, "/memory/threads/{threadId}", memory::thread);
    get(routing, "/memory/threads/{threadId}/messages", memory::messages);
  }

  private void get(HttpRouting.Builder routing, String path, Call.Handler handler) {
    route(routing, Method.GET, path, Role.READ, handler);
  }

  private void post(HttpRouting.Builder routing, String path, Role role, Call.Handler handler) {
    route(routing, Method.POST, path, role, handler);
  }

  private void route(
      HttpRouting.Builder routing, Method method, String path, Role role, Call.Handler handler) {
    int bodyLimit = settings.gateway().bodyLimitBytes();
    routing.route(
        method,
        "/api" + path,
        (request, response) ->
            spans.around(method, "/api" + path, handler, request, response, role, bodyLimit));
  }
}
