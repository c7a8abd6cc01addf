package io.offstage.bench.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.store.RunKey;
import io.offstage.store.StepRow;
import io.offstage.task.Task;
import io.offstage.topic.PoolRules;
import io.offstage.topic.PoolTopics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What stands in Postgres, as facts: the read model, and the steps of runs. One thread. */
public final class TableFacts implements AutoCloseable {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final Settings settings;
  private final Database database;
  private final Consumer<Fact> facts;
  private final Map<String, RunKey> runs = new LinkedHashMap<>();

  public TableFacts(Settings settings, Consumer<Fact> facts) {
    this.settings = settings;
    this.database = Database.open(settings.postgres());
    this.facts = facts;
  }

  /** Notes runs, so as to read their steps. */
  public void see(Fact fact) {
    if (fact instanceof Fact.Happened h
        && h.pool().equals(PoolRules.AGENTS)
        && h.event().task().start().call().toolName().equals(PoolRules.RUN_TOOL)) {
      Task run = h.event().task();
      runs.computeIfAbsent(run.id(), _ -> key(run));
    }
  }

  private static RunKey key(Task run) {
    return new RunKey(run.start().origin().scope(), run.id());
  }

  /** Whether the read model names these offsets, or later ones. */
  public boolean hasApplied(Map<TopicPartition, Long> next) {
    String deadLetters = PoolTopics.deadLetter(settings.topics().prefix());
    Map<TopicPartition, Long> applied = database.taskReader().appliedOffsets();
    return next.entrySet().stream()
        .filter(e -> !e.getKey().topic().equals(deadLetters))
        .allMatch(e -> applied.getOrDefault(e.getKey(), 0L) >= e.getValue());
  }

  /** Tells of every row and of every step of the runs seen since they were last forgotten. */
  public void read() {
    for (String pool : settings.pools().keySet()) {
      for (int p = 0; p < settings.pool(pool).partitions(); p++) {
        database.taskReader().scan(pool, p, row -> facts.accept(new Fact.Row(row)));
        facts.accept(new Fact.AllRows(pool, p));
      }
    }
    runs.forEach(
        (taskId, run) ->
            facts.accept(new Fact.Stepped(taskId, children(database.memory().steps(run)))));
  }

  private static List<String> children(List<StepRow> steps) {
    List<String> children = new ArrayList<>();
    for (StepRow step : steps) {
      for (JsonNode call : json(step.document()).path("calls")) {
        JsonNode child = call.at("/child/taskId");
        if (child.isTextual()) {
          children.add(child.textValue());
        }
      }
    }
    return children;
  }

  private static JsonNode json(String document) {
    try {
      return MAPPER.readTree(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a step that is not JSON: " + document, e);
    }
  }

  /** The runs seen so far have ended and are as they should be. */
  public void forget() {
    runs.clear();
  }

  @Override
  public void close() {
    database.close();
  }
}
