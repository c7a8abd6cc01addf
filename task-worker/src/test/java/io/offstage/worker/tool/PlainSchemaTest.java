package io.offstage.worker.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.RawJson;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainSchemaTest {

  private static final RawJson SCHEMA =
      new RawJson(
          """
          {"type":"object","title":"t","properties":{
            "name":{"type":"string","description":"who"},"age":{"type":["integer","null"]},
            "size":{"type":"number"},"tags":{"type":"array"},"any":{}},
           "required":["name"],"additionalProperties":false}\
          """);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"a\"}",
        "{\"name\":\"a\",\"age\":null,\"size\":1,\"tags\":[1,{}],\"any\":{\"b\":[]}}",
        "{\"size\":1.5e3,\"name\":\"\"}"
      })
  void whatIsCertainlyRightIsAccepted(String args) throws IOException {
    assertThat(plain(SCHEMA).accepts(new RawJson(args))).isTrue();
    assertThat(ArgumentCheck.of(SCHEMA).violations(new RawJson(args))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"name\":1}",
        "{\"name\":null}",
        "{\"name\":\"a\",\"age\":\"1\"}",
        "{\"name\":\"a\",\"age\":1.5}",
        "{\"name\":\"a\",\"more\":1}",
        "{\"name\":\"a\",\"tags\":{}}",
        "{\"name\":\"a\"} x",
        "{\"name\":\"a\"",
        "{\"name\":\"a\",\"any\":[}"
      })
  void whatIsWrongIsLeftToTheValidatorWhichSaysWhy(String args) throws IOException {
    assertThat(plain(SCHEMA).accepts(new RawJson(args))).isFalse();
    assertThat(ArgumentCheck.of(SCHEMA).violations(new RawJson(args))).isNotEmpty();
  }

  @Test
  void aNumberWithAFractionOfNothingIsAnIntegerAfterACloserLook() throws IOException {
    RawJson args = new RawJson("{\"name\":\"a\",\"age\":3.0}");
    assertThat(plain(SCHEMA).accepts(args)).isFalse();
    assertThat(ArgumentCheck.of(SCHEMA).violations(args)).isEmpty();
  }

  @Test
  void deepArgumentsAreNotAccepted() throws IOException {
    RawJson args =
        new RawJson("{\"name\":\"a\",\"any\":" + "[".repeat(300) + "]".repeat(300) + "}");
    assertThat(plain(SCHEMA).accepts(args)).isFalse();
    assertThat(ArgumentCheck.of(SCHEMA).violations(args)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"object\",\"minProperties\":1}",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[\"x\"]}}}",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\",\"items\":{}}}}",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/b\"}},\"$defs\":{\"b\":{}}}",
        "{\"type\":\"object\",\"properties\":{\"a\":false}}",
        "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}",
        "{\"type\":[\"object\",\"null\"]}",
        "{}",
        "true"
      })
  void aSchemaThatAsksForMoreIsNotPlain(String schema) throws IOException {
    assertThat(PlainSchema.of(new RawJson(schema))).isNull();
  }

  private static PlainSchema plain(RawJson schema) throws IOException {
    return Objects.requireNonNull(PlainSchema.of(schema));
  }
}
