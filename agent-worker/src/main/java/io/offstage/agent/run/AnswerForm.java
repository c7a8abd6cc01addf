package io.offstage.agent.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.offstage.agent.definition.AnswerSchema;
import io.offstage.agent.memory.JsonText;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.ArgumentCheck;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a run's answers shall look like, and whether they do. Immutable. */
final class AnswerForm {

  private static final Pattern FENCED =
      Pattern.compile("\\s*```[a-zA-Z]*\\s(.*)```\\s*", Pattern.DOTALL);

  private final AnswerSchema schema;
  private final ArgumentCheck check;

  private AnswerForm(AnswerSchema schema, ArgumentCheck check) {
    this.schema = schema;
    this.check = check;
  }

  /**
   * @throws IllegalArgumentException if its schema is none
   */
  static AnswerForm of(AnswerSchema schema) {
    return new AnswerForm(schema, ArgumentCheck.of(schema.schema()));
  }

  AnswerSchema schema() {
    return schema;
  }

  /**
   * What an answer comes to.
   *
   * @param object absent where something is wrong with it
   * @param flaws what that is
   */
  record Judged(@Nullable RawJson object, List<String> flaws) {}

  /** A value alone, or in the fences that some models put around it. */
  Judged judge(String answer) {
    Matcher fenced = FENCED.matcher(answer);
    String value = fenced.matches() ? fenced.group(1) : answer;
    RawJson object;
    try {
      object = JsonText.raw(JsonText.MAPPER.readTree(value));
    } catch (JsonProcessingException e) {
      return new Judged(null, List.of("/: not JSON: " + e.getOriginalMessage()));
    }
    List<String> flaws = check.violations(object);
    return new Judged(flaws.isEmpty() ? object : null, flaws);
  }

  /** What the model is told, once, and nobody remembers. */
  static String complaint(List<String> flaws) {
    return "Your answer does not satisfy the JSON Schema that was asked for: %s. Answer again, with nothing but a JSON value that does."
        .formatted(String.join("; ", flaws));
  }
}
