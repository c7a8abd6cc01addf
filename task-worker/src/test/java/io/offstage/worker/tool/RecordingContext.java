package io.offstage.worker.tool;

import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.TraceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A call whose output is kept. */
public final class RecordingContext implements ToolContext {

  /** The tool's thread writes, the test's reads. */
  final List<String> output = new CopyOnWriteArrayList<>();

  private @Nullable RawJson resumeData;

  /** What was output so far. */
  public List<String> output() {
    return List.copyOf(output);
  }

  @Override
  public String taskId() {
    return "task-1";
  }

  @Override
  public String toolCallId() {
    return "call-1";
  }

  @Override
  public Origin origin() {
    return new Origin("researcher", "run-1", MemoryScope.NONE);
  }

  @Override
  public int attempt() {
    return 2;
  }

  @Override
  public String idempotencyKey() {
    return "key-1";
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.of(Instant.now().plusSeconds(60));
  }

  @Override
  public Optional<TraceContext> trace() {
    return Optional.of(
        new TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=1"));
  }

  @Override
  public void output(Object chunk) {
    output.add(ToolJson.write(chunk).text());
  }

  @Override
  public Outcome suspend(@Nullable Object payload) {
    return new Outcome.Suspended(ToolJson.write(payload));
  }

  @Override
  public Optional<RawJson> resumeData() {
    return Optional.ofNullable(resumeData);
  }

  /** What the next call is resumed with. */
  void resumed(RawJson data) {
    resumeData = data;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }
}
