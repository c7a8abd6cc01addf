package io.offstage.agent.toolset;

import io.offstage.agent.memory.JsonText;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolJson;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A place to think: every thought so far is answered with. */
final class Think {

  private static final String NAME = "think";

  private Think() {}

  static List<Tool> tools() {
    return List.of(
        new RecallingTool(
            NAME,
            "Use the tool to think about something. It will not obtain new information or change"
                + " the database, but just append the thought to the log. Use it when complex"
                + " reasoning or some cache memory is needed.",
            Schemas.object().text("thought", "The thought to think about").json(),
            Think::answer));
  }

  private static Outcome answer(RawJson args, List<EarlierCall> before) {
    String thoughts =
        Stream.concat(
                before.stream().filter(call -> call.tool().equals(NAME)).map(EarlierCall::args),
                Stream.of(args))
            .map(thought -> JsonText.tree(thought).path("thought").asText())
            .collect(Collectors.joining("\n"));
    return new Outcome.Succeeded(ToolJson.write("Thoughts:\n" + thoughts));
  }
}
