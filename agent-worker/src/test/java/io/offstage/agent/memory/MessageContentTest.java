package io.offstage.agent.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import io.offstage.agent.memory.MessageContent.Background;
import io.offstage.agent.memory.MessageContent.Call;
import io.offstage.task.RawJson;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageContentTest {

  private static final String TWO_CALLS =
      MessageContent.ofAssistant(
          "",
          "Looking.",
          List.of(
              new Call("c1", "look", new RawJson("{\"at\":1.10}")),
              new Call("c2", "look", RawJson.EMPTY_OBJECT)));

  private static final Background TASK =
      new Background(
          "task-1",
          Instant.parse("2026-03-01T12:00:00.123456Z"),
          Instant.parse("2026-03-01T12:00:01Z"));

  @Test
  void aStepIsWrittenInTheStoredFormat() {
    assertThat(TWO_CALLS)
        .isEqualTo(
            "{\"format\":2,\"parts\":[{\"type\":\"step-start\"},"
                + "{\"type\":\"text\",\"text\":\"Looking.\"},"
                + "{\"type\":\"tool-invocation\",\"toolInvocation\":{\"state\":\"call\","
                + "\"toolCallId\":\"c1\",\"toolName\":\"look\",\"args\":{\"at\":1.10}}},"
                + "{\"type\":\"tool-invocation\",\"toolInvocation\":{\"state\":\"call\","
                + "\"toolCallId\":\"c2\",\"toolName\":\"look\",\"args\":{}}}],"
                + "\"content\":\"Looking.\"}");
    assertThat(MessageContent.toolCallIds(TWO_CALLS)).containsExactly("c1", "c2");
  }

  @Test
  void aResultNeverGoesBack() {
    ToolResult real = ToolResult.of(new RawJson("{\"n\":12345678901234567890.50}"));

    String acknowledged = MessageContent.withResult(TWO_CALLS, "c1", ToolResult.text("later"));
    String injected = MessageContent.withBackgroundResult(acknowledged, "c1", TASK, real);

    assertThat(injected)
        .contains("\"result\":{\"n\":12345678901234567890.50}")
        .contains(
            "\"backgroundTasks\":{\"c1\":{\"taskId\":\"task-1\","
                + "\"startedAt\":\"2026-03-01T12:00:00.123Z\","
                + "\"completedAt\":\"2026-03-01T12:00:01Z\"}}")
        .doesNotContain("later");
    assertThat(MessageContent.withResult(injected, "c1", ToolResult.text("later")))
        .isEqualTo(injected);
    assertThat(MessageContent.withBackgroundResult(injected, "c1", TASK, ToolResult.text("again")))
        .isEqualTo(injected);
    assertThat(MessageContent.withResult(injected, "elsewhere", real)).isEqualTo(injected);
  }

  @Test
  void aModelSeesEachCallWithItsResult() {
    String content = MessageContent.withResult(TWO_CALLS, "c1", ToolResult.error("not there"));

    List<ChatMessage> seen =
        History.forModel(
            List.of(
                new Said("user", MessageContent.ofUser("Look twice")),
                new Said("assistant", content)));

    assertThat(seen).hasSize(4);
    assertThat(((UserMessage) seen.get(0)).singleText()).isEqualTo("Look twice");
    AiMessage said = (AiMessage) seen.get(1);
    assertThat(said.text()).isEqualTo("Looking.");
    assertThat(said.toolExecutionRequests())
        .extracting("arguments")
        .containsExactly("{\"at\":1.10}", "{}");
    ToolExecutionResultMessage failed = (ToolExecutionResultMessage) seen.get(2);
    assertThat(failed.text()).isEqualTo("not there");
    assertThat(failed.isError()).isTrue();
    assertThat(((ToolExecutionResultMessage) seen.get(3)).text()).isEqualTo(History.NO_RESULT);
  }

  @Test
  void aMessageOfOthersThatHoldsSeveralStepsIsSeveralMessagesToAModel() {
    String theirs =
        """
        {"format":2,"parts":[{"type":"step-start"},{"type":"tool-invocation","toolInvocation":
        {"state":"result","toolCallId":"c","toolName":"t","args":{},"result":"r"}},
        {"type":"step-start"},{"type":"text","text":"So."}],"content":"So."}\
        """;

    List<ChatMessage> seen = History.forModel(List.of(new Said("assistant", theirs)));

    assertThat(seen).hasSize(3);
    assertThat(((AiMessage) seen.get(2)).text()).isEqualTo("So.");
  }

  @Test
  void messagesComeAsTextOrAsMessages() {
    assertThat(InputMessages.read(JsonText.tree("\"hi\"")).messages())
        .containsExactly(new Said("user", MessageContent.ofUser("hi")));
    assertThat(
            InputMessages.read(
                    JsonText.tree(
                        "[\"a\",{\"role\":\"assistant\",\"content\":\"b\"},"
                            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"c\"}]}]"))
                .messages())
        .extracting(Said::role)
        .containsExactly("user", "assistant", "user");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InputMessages.read(JsonText.tree("[{\"role\":\"robot\"}]")))
        .withMessage("messages[0].role: must be user, assistant, system or tool, was \"robot\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InputMessages.read(JsonText.tree("[]")))
        .withMessage("messages: is empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InputMessages.read(JsonText.tree("[{\"role\":\"user\"}]")))
        .withMessage("messages[0].content: is required");
  }
}
