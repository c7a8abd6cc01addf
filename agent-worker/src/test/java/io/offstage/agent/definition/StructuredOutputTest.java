package io.offstage.agent.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.RawJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StructuredOutputTest {

  private static AgentDefinition read(String structuredOutput) {
    return DefinitionReader.read(
            "agents.yaml",
            """
            agents:
              root:
                model: demo/demo
                structured_output: %s
            """
                .formatted(structuredOutput),
            Map.of(),
            List.of(),
            true)
        .definition()
        .entry();
  }

  @Test
  void itIsANameAndASchema() {
    AnswerSchema answer =
        read("{name: the person, description: Somebody, strict: true,"
                + " schema: {type: object, properties: {age: {type: integer}}}}")
            .answer();

    assertThat(answer)
        .isEqualTo(
            new AnswerSchema(
                "the_person",
                new RawJson(
                    "{\"type\":\"object\",\"properties\":{\"age\":{\"type\":\"integer\"}}}")));
  }

  @Test
  void whatIsNoSchemaIsNamedWithItsLine() {
    assertThatThrownBy(() -> read("{name: x, schema: {type: person}}"))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("4")
        .hasMessageContaining("agents.root.structured_output.schema: not a JSON Schema");
    assertThatThrownBy(() -> read("{name: x}"))
        .hasMessageContaining("agents.root.structured_output.schema: is required");
  }
}
