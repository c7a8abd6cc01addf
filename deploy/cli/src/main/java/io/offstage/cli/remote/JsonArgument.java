package io.offstage.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offstage.cli.console.CommandFailed;
import io.offstage.cli.console.ExitCode;
import io.offstage.task.RawJson;

/** JSON from the command line, and for it; numbers stay as they are. */
final class JsonArgument {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private JsonArgument() {}

  /** Ends the command with wrong usage where the text is no JSON. */
  static RawJson read(String option, String text) {
    try {
      return new RawJson(MAPPER.readTree(text).toString());
    } catch (JsonProcessingException e) {
      String why = e.getOriginalMessage().replaceFirst(" \\(start marker at.*", "");
      throw new CommandFailed(ExitCode.USAGE, option + ": not JSON: " + why, e);
    }
  }

  static JsonNode tree(RawJson json) {
    try {
      return MAPPER.readTree(json.text());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the gateway's answer is no JSON", e);
    }
  }

  /** For people. */
  static String pretty(RawJson json) {
    return tree(json).toPrettyString();
  }
}
