package io.offstage.worker.input;

import io.offstage.settings.InputLimits;
import io.offstage.settings.PoolSettings;
import io.offstage.task.HookRef;
import io.offstage.task.ParentRef;
import io.offstage.task.TaskStart;
import io.offstage.task.TraceContext;
import io.offstage.telemetry.CommandSpans;
import io.offstage.telemetry.Traced;
import io.offstage.telemetry.Traces;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import io.offstage.topic.RawRecord;
import io.offstage.topic.TraceHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Understands records of a pool's command topic: what they ask, and whether they stand where their
 * key belongs.
 */
final class InputDecoder {

  private static final int MOST_HOPS = 2;

  private final CommandCodec codec;
  private final InputDecoding decoding;
  private final CommandSpans spans = new CommandSpans(Traces.global());

  InputDecoder(InputDecoding decoding) {
    this.codec = new CommandCodec(decoding.rules());
    this.decoding = decoding;
  }

  Input decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      int size = record.value() == null ? 0 : record.value().length;
      if (size > decoding.limits().startedBytes()) {
        throw new MalformedRecord(
            "the record has %d bytes; limits.started allows %d"
                .formatted(size, decoding.limits().startedBytes()));
      }
      String recordKey = key(record.key());
      TraceContext carried = TraceHeaders.read(record.headers());
      Command command =
          codec.decode(
              recordKey, record.value(), Instant.ofEpochMilli(record.timestamp()), carried);
      String key = recordKey;
      if (command instanceof Command.Start start) {
        key = start.task().placement().concurrencyKey();
        check(start.task());
      }
      int home =
          key == null ? record.partition() : KeyPartitioner.partitionOf(key, decoding.partitions());
      if (home == record.partition()) {
        return new Input.Understood(
            record.offset(), InputHeaders.startedFrom(record), traced(record, command, carried));
      }
      if (InputHeaders.hops(record) >= MOST_HOPS) {
        throw new MalformedRecord(
            "forwarded twice and still in partition %d, where its key belongs to partition %d"
                .formatted(record.partition(), home));
      }
      return new Input.Misrouted(new RawRecord(record), home);
    } catch (MalformedRecord e) {
      return new Input.Unreadable(new RawRecord(record), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // A bug of ours, but one record must not stop a partition.
      return new Input.Unreadable(new RawRecord(record), "cannot be understood: " + e);
    }
  }

  /** The command as part of its being taken, where that is recorded. */
  private Command traced(
      ConsumerRecord<byte[], byte[]> record, Command command, @Nullable TraceContext carried) {
    if (!spans.isOn() || (carried == null && !(command instanceof Command.Start))) {
      return command;
    }
    TraceContext parent =
        command instanceof Command.Start(TaskStart task) ? task.lineage().trace() : carried;
    try (Traced process =
        spans.process(record.topic(), record.partition(), record.offset(), command, parent)) {
      return command instanceof Command.Start(TaskStart task)
          ? new Command.Start(task.with(process.trace()))
          : command;
    }
  }

  private void check(TaskStart start) throws MalformedRecord {
    InputLimits limits = decoding.limits();
    PoolSettings.Accept accept = decoding.accept();
    boolean run =
        decoding.rules().servesRuns() && start.call().toolName().equals(PoolRules.RUN_TOOL);
    int most = run ? limits.runArgsBytes() : limits.argsBytes();
    int size = start.call().args().sizeInBytes();
    if (size > most) {
      throw new MalformedRecord(
          "args: have %d bytes; limits.%s allows %d"
              .formatted(size, run ? "run-args" : "args", most));
    }
    ParentRef parent = start.lineage().parent();
    if (parent != null && !decoding.pools().contains(parent.pool())) {
      throw new MalformedRecord("parent.pool: there is no such pool");
    }
    for (String hook : start.lineage().hooks()) {
      String pool = HookRef.parse(hook).map(HookRef::pool).orElse(null);
      if (pool != null && !decoding.pools().contains(pool)) {
        throw new MalformedRecord("hooks: there is no pool " + pool);
      }
    }
    accepted("toolName", start.call().toolName(), accept.tools());
    accepted("agentId", start.origin().agentId(), accept.agents());
    accepted("resourceId", start.origin().scope().resourceId(), accept.resources());
  }

  private void accepted(String field, @Nullable String value, List<String> allowed)
      throws MalformedRecord {
    if (!allowed.isEmpty() && (value == null || !allowed.contains(value))) {
      throw new MalformedRecord(
          field + ": pool " + decoding.rules().pool() + " does not accept it");
    }
  }

  private static @Nullable String key(byte @Nullable [] key) throws MalformedRecord {
    if (key == null) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedRecord("the key is not UTF-8");
    }
  }
}
