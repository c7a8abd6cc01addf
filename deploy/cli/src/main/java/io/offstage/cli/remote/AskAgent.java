package io.offstage.cli.remote;

import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Terminal;
import io.offstage.cli.demo.Story;
import io.offstage.client.ChunkStream;
import io.offstage.client.OffstageClient;
import io.offstage.task.MemoryScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks an agent and tells what it says, until nothing of it runs in the background. */
@Command(
    name = "ask",
    description = "Asks an agent, and shows the stream until nothing of it is still to come")
final class AskAgent implements Runnable {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;

  @Parameters(index = "0", paramLabel = "ID", description = "The agent")
  private String id;

  @Parameters(index = "1", paramLabel = "TEXT", description = "What it is asked")
  private String text;

  @Option(
      names = "--thread",
      paramLabel = "ID",
      defaultValue = "shell",
      description = "The conversation that goes on (default: ${DEFAULT-VALUE})")
  private String thread;

  @Option(
      names = "--resource",
      paramLabel = "ID",
      defaultValue = "me",
      description = "Whose conversation it is (default: ${DEFAULT-VALUE})")
  private String resource;

  @Override
  public void run() {
    Terminal terminal = Terminal.system();
    try (OffstageClient client = gateway.connect();
        ChunkStream chunks = client.streamUntilIdle(id, text, MemoryScope.of(resource, thread))) {
      if (format.isJson()) {
        chunks.forEach(chunk -> terminal.print(chunk.json().text()));
      } else {
        Story story = new Story(terminal, id);
        story.begin(text);
        chunks.forEach(story::tell);
      }
    }
  }
}
