package io.offstage.worker.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.RawJson;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ToolboxTest {

  record Order(String item, int count, List<Line> lines) {}

  record Line(String note) {}

  /** Named in META-INF/services. */
  public static final class Provided implements ToolProvider {
    @Override
    public List<Tool> tools() {
      return List.of(tool("provided"));
    }
  }

  @Test
  void providersOnTheClassPathAreFound() {
    assertThat(Toolbox.ofClassPath().find("provided")).isPresent();
  }

  @Test
  void everythingThatIsWrongWithABoxIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                Toolbox.of(
                    tool("twice"),
                    tool("twice"),
                    tool("no good"),
                    Tool.named("odd").taking(new RawJson("{\"type\":7")).running((_, _) -> 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"twice\" stands twice", "\"no good\"", "\"odd\"");
  }

  @Test
  void aSchemaThatLeadsElsewhereIsRefusedAndNothingIsFetched() {
    for (String elsewhere :
        List.of("http://127.0.0.1:1/schema.json", "file:///etc/hostname", "other.json")) {
      RawJson schema = new RawJson("{\"properties\":{\"a\":{\"$ref\":\"" + elsewhere + "\"}}}");

      assertThatThrownBy(() -> Toolbox.of(Tool.named("far").taking(schema).running((_, _) -> 1)))
          .as(elsewhere)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"far\"");
    }
  }

  @Test
  void aReferenceWithinASchemaIsFollowed() {
    RawJson schema =
        new RawJson(
            "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/n\"}},\"$defs\":{\"n\":{\"type\":\"number\"}}}");
    Toolbox box = Toolbox.of(Tool.named("near").taking(schema).running((_, _) -> 1));

    assertThat(box.refusal("near", new RawJson("{\"a\":\"x\"}")).orElse("")).contains("/a");
  }

  @Test
  void everyViolationIsNamedWithAPointerInEnglish() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      Toolbox box = Toolbox.of(Tool.named("order").taking(Order.class).running((_, _) -> 1));
      RawJson args = new RawJson("{\"count\":\"many\",\"lines\":[{\"note\":\"\"},{\"note\":1}]}");

      assertThat(box.refusal("order", args).orElse(""))
          .contains("tool \"order\"", "'item'", "/count: ", "/lines/1/note: ", "integer expected");
      assertThat(box.refusal("order", new RawJson("{\"item\":\"a\",\"count\":1,\"lines\":[]}")))
          .isEmpty();
    } finally {
      Locale.setDefault(before);
    }
  }

  private static Tool tool(String name) {
    return Tool.named(name).running((_, _) -> null);
  }
}
