package io.offstage.worker.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offstage.task.RawJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputSchemaTest {

  enum Depth {
    QUICK,
    DEEP
  }

  record Site(String url, @Nullable Integer pages) {}

  @Description("A research order")
  record Research(
      @Description("What to look for") String topic,
      Depth depth,
      int limit,
      List<Site> sites,
      Map<String, Double> weights,
      Optional<String> language,
      @Nullable Instant since,
      Optional<Duration> within,
      @JsonProperty("dry_run") boolean dryRun) {}

  private final JsonNode schema = parse(InputSchema.of(Research.class));
  private final JsonNode properties = schema.path("properties");

  @Test
  void everyComponentThatMayNotBeAbsentIsRequired() {
    assertThat(schema.path("required"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("topic", "depth", "limit", "sites", "weights", "dry_run");
  }

  @Test
  void descriptionsComeFromTheAnnotation() {
    assertThat(schema.path("description").asText()).isEqualTo("A research order");
    assertThat(properties.path("topic").path("description").asText()).isEqualTo("What to look for");
  }

  @Test
  void typesAreWhatJacksonReads() {
    assertThat(properties.path("depth").path("enum"))
        .extracting(JsonNode::asText)
        .containsExactly("QUICK", "DEEP");
    assertThat(properties.path("limit").path("type").asText()).isEqualTo("integer");
    assertThat(properties.path("sites").path("items").path("properties").has("url")).isTrue();
    assertThat(properties.path("weights").path("additionalProperties").path("type").asText())
        .isEqualTo("number");
    assertThat(properties.path("language").path("type"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("string", "null");
  }

  @Test
  void aNameOfItsOwnIsKept() {
    assertThat(properties.has("dry_run")).isTrue();
    assertThat(properties.has("dryRun")).isFalse();
  }

  @Test
  void whatSatisfiesTheSchemaCanBeRead() throws Exception {
    RawJson args =
        new RawJson(
            """
            {"topic": "Kafka", "depth": "DEEP", "limit": 3,
             "sites": [{"url": "https://kafka.apache.org"}, {"url": "x", "pages": null}],
             "weights": {"recency": 0.5}, "since": "2026-01-01T00:00:00Z", "within": "PT1H",
             "dry_run": true, "unheardOf": 1}
            """);

    assertThat(ArgumentCheck.of(InputSchema.of(Research.class)).violations(args)).isEmpty();
    assertThat(ArgumentReader.of(Research.class).read(args))
        .isEqualTo(
            new Research(
                "Kafka",
                Depth.DEEP,
                3,
                List.of(new Site("https://kafka.apache.org", null), new Site("x", null)),
                Map.of("recency", 0.5),
                Optional.empty(),
                Instant.parse("2026-01-01T00:00:00Z"),
                Optional.of(Duration.ofHours(1)),
                true));
  }

  @Test
  void aTypeThatIsNoObjectIsRefused() {
    assertThatThrownBy(() -> InputSchema.of(String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
  }

  private static JsonNode parse(RawJson json) {
    try {
      return new JsonMapper().readTree(json.text());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
