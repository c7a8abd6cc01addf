package io.offstage.topic;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.RawJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12345678901234567890.1230",
        "1e400",
        "-0.0",
        "\"\\u00e9 \\\" 😀\"",
        "[1,  {\"b\": 1, \"a\" :2 } ]",
        "{ \"n\" : null }",
        "true",
        "\"\""
      })
  void valueKeepsItsText(String value) throws MalformedRecord {
    JsonFields fields = fields("{ \"é\" :\t%s , \"after\":%s}".formatted(value, value));

    assertThat(fields.raw("é")).isEqualTo(new RawJson(value));
    assertThat(fields.rest()).containsExactlyEntriesOf(Map.of("after", new RawJson(value)));
  }

  @Test
  void textLongerThanTheParsersBuffersIsKept() throws MalformedRecord {
    String value = "[" + "\"é😀 text\", 1.50, ".repeat(20_000) + "\"end\"]";
    JsonFields fields = fields("{\"a\":" + value + ",\"b\":" + value + ",\"c\":7}");

    assertThat(fields.raw("b")).isEqualTo(new RawJson(value));
    assertThat(fields.raw("a")).isEqualTo(new RawJson(value));
    assertThat(fields.wholeNumber("c", 0, 9)).isEqualTo(7);
  }

  @Test
  void nullCountsAsAbsent() throws MalformedRecord {
    JsonFields fields = fields("{\"a\":null,\"b\":null,\"c\":null,\"d\":null}");

    assertThat(fields.string("a")).isNull();
    assertThat(fields.bool("b", true)).isTrue();
    assertThat(fields.strings("c")).isEmpty();
    assertThat(fields.rest()).isEmpty();
  }

  @Test
  void nameThatStandsTwiceIsRefused() {
    assertThatThrownBy(() -> fields("{\"a\":1,\"b\":2,\"a\":1}")).hasMessage("a: stands twice");
    assertThatThrownBy(() -> fields("{\"o\":{\"a\":1,\"a\":1}}").object("o"))
        .hasMessage("o.a: stands twice");
  }

  @Test
  void whatNobodyTookIsTheRestInItsOrder() throws MalformedRecord {
    JsonFields fields = fields("{\"z\":1,\"y\":2,\"x\":3,\"a\":4}");
    fields.raw("x");

    assertThat(fields.rest().keySet()).containsExactly("z", "y", "a");
  }

  @Test
  void nestingHasABound() throws MalformedRecord {
    assertThat(fields("{\"a\":" + nested(249) + "}").raw("a")).isNotNull();
    assertThatThrownBy(() -> fields("{\"a\":" + nested(250) + "}"))
        .hasMessageContaining("nesting depth");
    assertThatThrownBy(() -> fields("{\"a\":" + nested(1_000_000) + "}"))
        .hasMessageContaining("nesting depth");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{} {}",
        "{}x",
        "{},",
        "{\"a\":1}}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{'a':1}",
        "{a:1}"
      })
  void whatIsNotExactlyOneObjectIsRefused(String text) {
    assertThatThrownBy(() -> fields(text)).isInstanceOf(MalformedRecord.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"{}\"", "null", " "})
  void otherValuesAreNoObject(String text) {
    assertThatThrownBy(() -> fields(text)).hasMessage("not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":\"b", "{\"a\":[1,"})
  void whatEndsTooEarlyIsRefused(String text) {
    assertThatThrownBy(() -> fields(text)).hasMessageStartingWith("not JSON");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws MalformedRecord {
    assertThatThrownBy(() -> JsonFields.of(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
        .hasMessage("not UTF-8");
    assertThatThrownBy(() -> JsonFields.of("{\"a\":1}".getBytes(UTF_16)))
        .isInstanceOf(MalformedRecord.class);
    assertThat(fields("{\"a\":\"\uFFFD\"}").string("a")).isEqualTo("\uFFFD");
    assertThatThrownBy(() -> OutputCodec.decode(null)).hasMessageStartingWith("the value is empty");
    assertThatThrownBy(() -> fields("")).hasMessageStartingWith("the value is empty");
  }

  @Test
  void wholeNumberMayBeWrittenInAnyWayButMustBeWhole() throws MalformedRecord {
    JsonFields fields =
        fields(
            "{\"a\":300,\"b\":3.00e2,\"c\":1.5,\"d\":1e999999999,\"e\":1e-999999999,\"f\":9e18}");

    assertThat(fields.wholeNumber("a", 0, 300)).isEqualTo(300);
    assertThat(fields.wholeNumber("b", 0, 300)).isEqualTo(300);
    for (String name : List.of("c", "d", "e", "f")) {
      assertThatThrownBy(() -> fields.wholeNumber(name, 0, 300))
          .hasMessageStartingWith(name + ": must be a whole number from 0 to 300, was ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000-01-01T00:00:00+18:00", "9999-12-31T23:59:59.999-18:00"})
  void dateWhoseYearInUtcHasNotFourDigitsIsRefused(String date) {
    assertThatThrownBy(() -> fields("{\"at\":\"" + date + "\"}").date("at"))
        .hasMessageStartingWith("at: must be an ISO-8601 date");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"})
  void datesOfFourDigitsAreWrittenAsTheyCameAndOthersAsTheNearest(String date)
      throws MalformedRecord {
    Instant at = fields("{\"at\":\"" + date + "\"}").requiredDate("at");
    Instant beyond = at.plusSeconds(at.getEpochSecond() < 0 ? -1 : 1);

    assertThat(Json.date(at)).isEqualTo(date);
    assertThat(Json.date(beyond)).isEqualTo(date);
  }

  @Test
  void reasonNeverRepeatsAValueAtLength() {
    assertThat(new MalformedRecord("a: was " + "x".repeat(40_000)).getMessage()).hasSize(501);
  }

  @Test
  void dateMayHaveAnyOffset() throws MalformedRecord {
    assertThat(fields("{\"at\":\"2026-01-31T13:00:00.5+01:00\"}").date("at"))
        .isEqualTo(Instant.parse("2026-01-31T12:00:00.500Z"));
  }

  @Test
  void errorNamesTheFieldAndWhatItWasAndIsShort() {
    assertThatThrownBy(() -> fields("{\"a\":[{\"b\":[1]}]}").objects("a").get(0).string("b"))
        .hasMessage("a[0].b: must be a string, was [1]");
    assertThatThrownBy(
            () -> fields("{\"a\":[{\"b\":1},{\"b\":2}]}").objects("a").get(1).string("b"))
        .hasMessage("a[1].b: must be a string, was \"2\"");
    assertThatThrownBy(() -> fields("{\"a\":\"" + "x".repeat(10_000) + "\"}").bool("a", false))
        .message()
        .startsWith("a: must be true or false, was \"xxx")
        .hasSizeLessThan(120);
  }

  @Test
  void arrayGivesItsElementsAsTheyCame() throws MalformedRecord {
    assertThat(fields("{\"a\":[ 1.10 , {\"b\": 2},null,\"c\\n\", [ ] ]}").array("a"))
        .extracting(RawJson::text)
        .containsExactly("1.10", "{\"b\": 2}", "null", "\"c\\n\"", "[ ]");
    assertThat(fields("{\"a\":[\"c\\n\",\"\"]}").strings("a")).containsExactly("c\n", "");
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  private static JsonFields fields(String json) throws MalformedRecord {
    return JsonFields.of(json.getBytes(UTF_8));
  }
}
