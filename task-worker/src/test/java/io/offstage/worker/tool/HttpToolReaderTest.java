package io.offstage.worker.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offstage.task.RawJson;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpToolReaderTest {

  private final List<String> problems = new ArrayList<>();

  @Test
  void everyFieldIsRead() throws Exception {
    Optional<HttpToolSpec> spec =
        read(
            """
            {"kind": "http", "url": "https://example.org/research?k=1", "description": "Researches",
             "headers": {"Authorization": "Bearer s3cret"},
             "inputSchema": {"type": "object", "required": ["topic"]},
             "background": {"defaultDisposition": "awaited", "timeoutMs": 600000, "maxRetries": 2},
             "pool": "browser"}
            """);

    assertThat(problems).isEmpty();
    assertThat(spec)
        .contains(
            new HttpToolSpec(
                "research",
                "Researches",
                URI.create("https://example.org/research?k=1"),
                Map.of("Authorization", "Bearer s3cret"),
                new RawJson("{\"type\":\"object\",\"required\":[\"topic\"]}"),
                new Background(
                    true, Disposition.AWAITED, Duration.ofMinutes(10), 2, null, List.of()),
                "browser"));
    assertThat(spec.toString()).contains("Authorization").doesNotContain("s3cret");
  }

  @Test
  void aUrlIsEnough() throws Exception {
    assertThat(read("{\"url\":\"http://localhost:8080/x\"}"))
        .hasValueSatisfying(
            spec -> {
              assertThat(spec.background()).isEqualTo(Background.NEVER);
              assertThat(spec.pool()).isEqualTo("tools");
              assertThat(spec.inputSchema().text()).isEqualTo("{\"type\":\"object\"}");
            });
    assertThat(read("{\"url\":\"http://localhost\",\"background\":true}"))
        .hasValueSatisfying(spec -> assertThat(spec.background()).isEqualTo(Background.ELIGIBLE));
  }

  @Test
  void everythingThatIsWrongIsNamedByItsPathAtOnce() throws Exception {
    assertThat(
            read(
                """
                {"kind": "htp", "url": "ftp://user:pw@host", "desc": 1, "description": 7,
                 "headers": {"Host": "x", "A": {}}, "inputSchema": {"type": "obj"},
                 "background": {"timeoutMs": -1, "maxRetries": "two", "defaultDisposition": "later",
                                "retries": 1}}
                """))
        .isEmpty();

    assertThat(problems)
        .anySatisfy(p -> assertThat(p).startsWith("tools.research.kind: must be http"))
        .anySatisfy(p -> assertThat(p).startsWith("tools.research.url: ").doesNotContain("pw"))
        .anySatisfy(p -> assertThat(p).startsWith("tools.research.desc: unknown; known are"))
        .anySatisfy(p -> assertThat(p).isEqualTo("tools.research.description: must be a text"))
        .anySatisfy(p -> assertThat(p).startsWith("tools.research.headers.Host: "))
        .anySatisfy(p -> assertThat(p).startsWith("tools.research.headers.A: "))
        .anySatisfy(p -> assertThat(p).startsWith("tools.research.inputSchema: "))
        .anySatisfy(p -> assertThat(p).startsWith("tools.research.background.timeoutMs: "))
        .anySatisfy(p -> assertThat(p).startsWith("tools.research.background.maxRetries: "))
        .anySatisfy(
            p -> assertThat(p).contains("background.defaultDisposition: must be foreground"))
        .anySatisfy(p -> assertThat(p).contains("background.retries: unknown"))
        .hasSize(11);
  }

  @Test
  void aMissingUrlAndAnEntryThatIsNoObjectAreNamed() throws Exception {
    assertThat(read("{}")).isEmpty();
    assertThat(read("7")).isEmpty();

    assertThat(problems)
        .contains("tools.research.url: is required", "tools.research: must be an object");
  }

  private Optional<HttpToolSpec> read(String json) throws Exception {
    return HttpToolReader.read(
        "tools.research", "research", new JsonMapper().readTree(json), problems::add);
  }
}
