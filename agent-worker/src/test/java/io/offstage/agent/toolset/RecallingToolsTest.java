package io.offstage.agent.toolset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.memory.JsonText;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Thoughts and todos, from the calls before. */
class RecallingToolsTest {

  private final List<EarlierCall> before = new ArrayList<>();

  private Outcome outcome(List<Tool> tools, String name, String args) {
    RecallingTool tool =
        (RecallingTool) tools.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    return tool.answer().of(new RawJson(args), before);
  }

  /** Makes a call whose result then stands in the thread. */
  private JsonNode call(List<Tool> tools, String name, String args) {
    RawJson result = ((Outcome.Succeeded) outcome(tools, name, args)).result();
    JsonNode tree = JsonText.tree(result);
    before.add(new EarlierCall(name, new RawJson(args), Optional.of(tree)));
    return tree;
  }

  /** A call of the same step, of which there is no result yet. */
  private void asked(String name, String args) {
    before.add(new EarlierCall(name, new RawJson(args), Optional.empty()));
  }

  @Test
  void everyThoughtSoFarIsAnsweredWith() {
    call(Think.tools(), "think", "{\"thought\":\"first\"}");
    before.add(new EarlierCall("search", RawJson.EMPTY_OBJECT, Optional.empty()));

    assertThat(call(Think.tools(), "think", "{\"thought\":\"then\"}").asText())
        .isEqualTo("Thoughts:\nfirst\nthen");
  }

  @Test
  void todosAreNumberedInTheOrderTheyAreMade() {
    assertThat(
            call(Todos.tools(), "create_todo", "{\"description\":\"a\"}")
                .at("/created/id")
                .asText())
        .isEqualTo("todo_1");
    JsonNode more = call(Todos.tools(), "create_todos", "{\"descriptions\":[\"b\",\"c\"]}");

    assertThat(more.path("created").findValuesAsText("id")).containsExactly("todo_2", "todo_3");
    assertThat(more.path("all_todos").findValuesAsText("description"))
        .containsExactly("a", "b", "c");
    assertThat(more.path("reminder").asText())
        .isEqualTo(
            "The following todos are still incomplete and MUST be completed:"
                + " (pending) [todo_1] a (pending) [todo_2] b (pending) [todo_3] c");
  }

  @Test
  void anUpdateTellsWhatItFoundAndNothingIsLeftAtTheEnd() {
    call(Todos.tools(), "create_todos", "{\"descriptions\":[\"a\",\"b\"]}");

    JsonNode first =
        call(
            Todos.tools(),
            "update_todos",
            """
            {"updates":[{"id":"todo_1","status":"completed"},{"id":"todo_9","status":"completed"},
            {"id":"todo_2","status":"in-progress"}]}\
            """);
    JsonNode last =
        call(
            Todos.tools(),
            "update_todos",
            "{\"updates\":[{\"id\":\"todo_2\",\"status\":\"completed\"}]}");

    assertThat(first.path("not_found").get(0).asText()).isEqualTo("todo_9");
    assertThat(first.path("reminder").asText()).endsWith("(in-progress) [todo_2] b");
    assertThat(last.has("reminder")).isFalse();
    assertThat(call(Todos.tools(), "list_todos", "{}").path("todos").findValuesAsText("status"))
        .containsExactly("completed", "completed");
  }

  @Test
  void anUpdateOfNothingThatIsThereIsAnError() {
    assertThat(
            outcome(
                Todos.tools(),
                "update_todos",
                "{\"updates\":[{\"id\":\"todo_9\",\"status\":\"completed\"}]}"))
        .isInstanceOfSatisfying(
            Outcome.TerminalFailure.class,
            failure ->
                assertThat(failure.error().message()).isEqualTo("{\"not_found\":[\"todo_9\"]}"));
  }

  @Test
  void callsOfOneStepSeeThoseBeforeThemAndTheSameCallAgainAnswersTheSame() {
    call(Todos.tools(), "create_todo", "{\"description\":\"a\"}");
    asked("create_todo", "{\"description\":\"b\"}");

    Outcome third = outcome(Todos.tools(), "create_todo", "{\"description\":\"c\"}");

    assertThat(JsonText.tree(((Outcome.Succeeded) third).result()).at("/created/id").asText())
        .isEqualTo("todo_3");
    assertThat(outcome(Todos.tools(), "create_todo", "{\"description\":\"c\"}")).isEqualTo(third);
  }
}
