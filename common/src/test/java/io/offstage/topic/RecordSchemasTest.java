package io.offstage.topic;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordSchemasTest {

  private JsonNode document;

  @BeforeAll
  void read() throws Exception {
    document = new JsonMapper().readTree(RecordSchemas.asyncApi());
  }

  static List<String> names() {
    return RecordSchemas.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everySchemaIsOne(String name) {
    assertThat(SchemaCheck.flaws(name)).isEmpty();
  }

  @Test
  void everyReferenceOfTheDocumentLeadsSomewhereInIt() {
    assertThat(document.findValuesAsText("$ref"))
        .hasSizeGreaterThan(50)
        .allSatisfy(
            reference -> {
              assertThat(reference).startsWith("#/");
              assertThat(document.at(reference.substring(1)).isObject()).as(reference).isTrue();
            });
  }

  @Test
  void documentNamesEveryTopic() {
    PoolTopics topics = new PoolTopics("staging.", "tools");
    List<String> addresses =
        document
            .required("channels")
            .valueStream()
            .map(
                channel ->
                    channel
                        .required("address")
                        .asText()
                        .replace("{prefix}", topics.prefix())
                        .replace("{pool}", topics.pool()))
            .toList();

    assertThat(addresses)
        .containsExactlyInAnyOrder(
            topics.commands(),
            topics.lifecycle(),
            topics.output(),
            PoolTopics.deadLetter(topics.prefix()),
            PoolTopics.limits(topics.prefix()));
  }

  @Test
  void everyMessageOfARecordHasItsSchemaAndAKey() {
    TreeSet<String> records = new TreeSet<>(RecordSchemas.names());
    records.removeAll(List.of("task", "definitions"));
    JsonNode messages = document.at("/components/messages");

    assertThat(records)
        .allSatisfy(
            name -> {
              JsonNode message = messages.required(name);
              assertThat(message.at("/payload/schema/$ref").asText())
                  .isEqualTo("#/components/schemas/" + name);
              assertThat(message.at("/bindings/kafka/key").isObject()).isTrue();
            });
    assertThat(document.at("/components/schemas").propertyStream().map(e -> e.getKey()))
        .containsExactlyInAnyOrderElementsOf(RecordSchemas.names());
  }

  @Test
  void documentNamesTheLifecycleHeadersThatAreWritten() throws MalformedRecord {
    LifecycleEvent full =
        new LifecycleCodec(PoolRules.of("tools"))
            .decode(Golden.of("background-task-lifecycle.full").bytes());
    Set<String> written = new HashSet<>(LifecycleCodec.headers(full).keySet());
    written.add(LifecycleHeaders.COPIED_FROM);

    assertThat(
            document
                .at("/components/messages/background-task-lifecycle/headers/properties")
                .propertyStream()
                .map(e -> e.getKey())
                .collect(toSet()))
        .isEqualTo(written);
  }

  @Test
  void schemaThatThereIsNotIsRefusedWithTheNamesOfThoseThereAre() {
    assertThatThrownBy(() -> RecordSchemas.text("../task"))
        .hasMessageContaining("no schema ../task")
        .hasMessageContaining("background-task-started");
  }
}
