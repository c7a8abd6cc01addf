package io.offstage.worker.mcp;

import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;

/**
 * A program that is an MCP server, made with the SDK. Its one argument is a file that what it
 * receives is appended to.
 */
final class EchoServer {

  private static final Map<String, Object> ANY_OBJECT = Map.of("type", "object");

  private EchoServer() {}

  /** How to start it. */
  static List<String> command(Path received) {
    return List.of(
        ProcessHandle.current().info().command().orElseThrow(),
        "-Xmx128m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        EchoServer.class.getName(),
        received.toString());
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    InputStream in = new Recorded(System.in, Files.newOutputStream(Path.of(args[0])));
    System.out.println("Hello, I am not a message");
    System.err.println("started");
    CountDownLatch never = new CountDownLatch(1);
    McpSyncServer[] server = new McpSyncServer[1];
    server[0] =
        McpServer.sync(new StdioServerTransportProvider(McpJson.MAPPER, in, System.out))
            .serverInfo("echo", "1")
            .jsonMapper(McpJson.MAPPER)
            .jsonSchemaValidator((_, _) -> ValidationResponse.asValid(null))
            .capabilities(ServerCapabilities.builder().tools(true).build())
            .tools(
                List.of(
                    tool("echo", (_, call) -> structured(call.arguments())),
                    tool("meta", (_, call) -> structured(call.meta())),
                    tool("steps", EchoServer::steps),
                    tool("environment", (_, _) -> text(environment())),
                    tool(
                        "fail",
                        (_, _) ->
                            CallToolResult.builder()
                                .addTextContent("no such city")
                                .isError(true)
                                .build()),
                    tool("wait", (_, _) -> await(never)),
                    tool("die", (_, _) -> die()),
                    tool(
                        "grow",
                        (_, _) -> {
                          server[0].addTool(tool("grown", (_, _) -> text("new")));
                          return text("grown");
                        })))
            .build();
    never.await();
  }

  private static SyncToolSpecification tool(
      String name, BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> code) {
    return new SyncToolSpecification(
        Tool.builder(name, ANY_OBJECT).description("Does " + name).build(), code);
  }

  private static CallToolResult structured(Object value) {
    return CallToolResult.builder().addTextContent("see there").structuredContent(value).build();
  }

  private static CallToolResult text(String text) {
    return CallToolResult.builder().addTextContent(text).build();
  }

  private static CallToolResult steps(McpSyncServerExchange exchange, CallToolRequest call) {
    Object token = call.meta().get("progressToken");
    for (int step = 1; step <= 3; step++) {
      exchange.progressNotification(
          ProgressNotification.builder(token, step).total(3.0).message("step " + step).build());
    }
    return text("done");
  }

  private static String environment() {
    return String.join(" ", new TreeSet<>(System.getenv().keySet()));
  }

  private static CallToolResult await(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return text("waited");
  }

  private static CallToolResult die() {
    System.err.println("out of luck");
    Runtime.getRuntime().halt(3);
    return text("dead");
  }

  /** Passes on and writes down. */
  private static final class Recorded extends FilterInputStream {

    private final OutputStream to;

    Recorded(InputStream in, OutputStream to) {
      super(in);
      this.to = to;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
      int n = super.read(bytes, from, most);
      if (n > 0) {
        to.write(bytes, from, n);
        to.flush();
      }
      return n;
    }
  }
}
