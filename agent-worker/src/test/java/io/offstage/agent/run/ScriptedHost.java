package io.offstage.agent.run;

import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.store.ThreadKey;
import io.offstage.worker.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The host with models that follow a script, and with tools that work and tools that do not. */
final class ScriptedHost implements AutoCloseable {

  static final Tool BROKEN =
      Tool.named("broken")
          .describedAs("Never works")
          .running(
              (args, context) -> {
                throw new IllegalStateException("out of order");
              });

  static final Tool ASKING =
      Tool.named("asking")
          .describedAs("Asks for permission")
          .running(
              (args, context) ->
                  context
                      .resumeData()
                      .<Object>map(data -> Map.of("permitted", data))
                      .orElseGet(() -> context.suspend(Map.of("may", "I?"))));

  static final Tool CHATTY =
      Tool.named("chatty")
          .describedAs("Talks while it works")
          .running(
              (args, context) -> {
                context.output(Map.of("stage", 1));
                return args;
              });

  final ThreadKey thread = RunFixture.newThread();
  private final RunFixture fixture;
  private final List<OpenAiServer> servers = new ArrayList<>();

  ScriptedHost(RunFixture fixture) {
    this.fixture = fixture;
  }

  OpenAiServer server(Function<JsonNode, ScriptedReply> script) {
    OpenAiServer server = OpenAiServer.answering(script);
    servers.add(server);
    return server;
  }

  AgentRun runs(OpenAiServer server, OfferedTool... others) {
    return fixture.runs(
        RunFixture.openAi(server.baseUrl()),
        AgentBackground.SILENT,
        List.of(HostTools.background("research"), BROKEN, ASKING, CHATTY, HostTools.CLOCK),
        List.of(others),
        fixture.store);
  }

  SimulatedEngine engine(OpenAiServer server, String more, OfferedTool... others) {
    return new SimulatedEngine(RunFixture.start(thread, "go", more), runs(server, others));
  }

  /** Asks for these calls first, and says "done" to their results. */
  OpenAiServer calling(ScriptedReply.Call... first) {
    return callingAndSaying("done", first);
  }

  /** Asks for these calls first, and says this to their results. */
  OpenAiServer callingAndSaying(String answer, ScriptedReply.Call... first) {
    return server(
        request -> OpenAiServer.lastRole(request).equals("user") ? calls(first) : says(answer));
  }

  @Override
  public void close() {
    servers.forEach(OpenAiServer::close);
  }
}
