package io.offstage.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.memory.JsonText;
import io.offstage.task.TaskState;
import java.util.ArrayList;
import java.util.List;

/** What a run has said: its result, and its chunks as JSON. */
final class RunOutput {

  private RunOutput() {}

  /** What a run that has ended well came to. */
  static JsonNode result(TaskState state) {
    assertThat(state).isInstanceOf(TaskState.Completed.class);
    return JsonText.tree(((TaskState.Completed) state).result());
  }

  /** The first chunk of this type. */
  static JsonNode first(String type, List<String> output) {
    return output.stream()
        .map(JsonText::tree)
        .filter(chunk -> chunk.path("type").asText().equals(type))
        .findFirst()
        .orElseThrow();
  }

  /** The types of chunks, runs of the same type once. */
  static List<String> types(List<String> output) {
    List<String> types = new ArrayList<>();
    for (String chunk : output) {
      String type = JsonText.tree(chunk).path("type").asText();
      if (types.isEmpty() || !types.getLast().equals(type)) {
        types.add(type);
      }
    }
    return types;
  }

  /** All text of the stream. */
  static String text(List<String> output) {
    StringBuilder text = new StringBuilder();
    for (String chunk : output) {
      JsonNode tree = JsonText.tree(chunk);
      if (tree.path("type").asText().equals("text-delta")) {
        text.append(tree.at("/payload/text").asText());
      }
    }
    return text.toString();
  }
}
