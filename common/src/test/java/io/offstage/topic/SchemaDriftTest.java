package io.offstage.topic;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offstage.task.Backpressure;
import io.offstage.task.ErrorCode;
import io.offstage.task.EventType;
import io.offstage.task.TaskStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The schemas and the codecs say the same. */
class SchemaDriftTest {

  private static final PoolRules RULES = PoolRules.of("tools");
  private static final JsonMapper MAPPER = new JsonMapper();

  @Test
  void startedSchemaDeclaresExactlyTheFieldsThatAreRead() throws MalformedRecord {
    AskedFields body = new AskedFields(Golden.of("background-task-started.minimal").text());
    body.fields().string("type");
    StartReader.read(body.fields(), RULES, null, Instant.EPOCH, null);

    assertThat(AskedFields.declared("background-task-started")).isEqualTo(body.asked());
  }

  @Test
  void taskSchemaDeclaresExactlyTheFieldsThatAreRead() throws Exception {
    Set<String> asked = new TreeSet<>();
    for (Golden example : Golden.all()) {
      if (example.schema().equals("background-task-lifecycle")) {
        JsonNode task = MAPPER.readTree(example.text()).required("task");
        AskedFields body = new AskedFields(task.toString());
        TaskJson.read(body.fields(), RULES);
        asked.addAll(body.asked());
      }
    }
    asked.remove("taskId");

    assertThat(AskedFields.declared("task")).isEqualTo(asked);
  }

  @Test
  void fullStartedExamplesHaveEveryProperty() throws JsonProcessingException {
    JsonNode full = MAPPER.readTree(Golden.of("background-task-started.full").encoded());
    JsonNode traced = MAPPER.readTree(Golden.of("background-task-started.traced").encoded());

    assertThat(AskedFields.declared("background-task-started"))
        .allSatisfy(name -> assertThat(full.has(name) || traced.has(name)).as(name).isTrue());
    assertThat(definition("retry").required("properties").propertyStream().toList())
        .allSatisfy(p -> assertThat(full.required("retry").has(p.getKey())).isTrue());
  }

  @Test
  void noFieldOfASnapshotAloneIsKeptFromAStartedRecord() throws MalformedRecord {
    Set<String> ofSnapshots = AskedFields.declared("task");
    ofSnapshots.removeAll(AskedFields.declared("background-task-started"));
    StringBuilder json =
        new StringBuilder("{\"taskId\":\"t\",\"toolName\":\"x\",\"agentId\":\"a\"");
    ofSnapshots.forEach(name -> json.append(",\"").append(name).append("\":1"));
    JsonFields body = JsonFields.of("", json.append('}').toString());

    assertThat(StartReader.read(body, RULES, null, Instant.EPOCH, null).extra()).isEmpty();
  }

  @Test
  void enumsNameEveryValue() throws JsonProcessingException {
    assertThat(values(definition("status")))
        .isEqualTo(names(TaskStatus.values(), TaskStatus::wireName));
    assertThat(values(definition("endStatus")))
        .isEqualTo(
            names(
                Arrays.stream(TaskStatus.values())
                    .filter(TaskStatus::isTerminal)
                    .toArray(TaskStatus[]::new),
                TaskStatus::wireName));
    assertThat(values(definition("error").at("/properties/code")))
        .isEqualTo(names(ErrorCode.values(), ErrorCode::wireName));
    assertThat(values(AskedFields.properties("background-task-lifecycle").required("type")))
        .isEqualTo(names(EventType.values(), EventType::wireName));
    assertThat(values(AskedFields.properties("task").required("backpressure")))
        .isEqualTo(names(Backpressure.values(), Backpressure::wireName));
  }

  private static JsonNode definition(String name) throws JsonProcessingException {
    return MAPPER.readTree(RecordSchemas.text("definitions")).required("$defs").required(name);
  }

  private static Set<String> values(JsonNode schema) {
    return schema
        .required("enum")
        .valueStream()
        .map(JsonNode::asText)
        .collect(toCollection(TreeSet::new));
  }

  private static <E> Set<String> names(E[] all, Function<E, String> name) {
    return Arrays.stream(all).map(name).collect(toCollection(TreeSet::new));
  }
}
