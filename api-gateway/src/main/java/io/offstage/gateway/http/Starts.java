package io.offstage.gateway.http;

import io.offstage.gateway.auth.Principal;
import io.offstage.settings.InputLimits;
import io.offstage.settings.Settings;
import io.offstage.task.Position;
import io.offstage.task.TaskStart;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Makes started records and appends them; one validation for HTTP and Kafka, the codec's. */
final class Starts {

  private final Map<String, CommandCodec> codecs = new HashMap<>();
  private final InputLimits limits;
  private final Commands commands;
  private final InstantSource clock;

  Starts(Settings settings, Commands commands, InstantSource clock) {
    settings
        .pools()
        .forEach(
            (name, pool) ->
                codecs.put(
                    name,
                    new CommandCodec(
                        new PoolRules(name, pool.keyTemplate(), name.equals(PoolRules.AGENTS)))));
    this.limits = settings.limits();
    this.commands = commands;
    this.clock = clock;
  }

  /**
   * Understands a started record.
   *
   * @param record its JSON, {@code type} and {@code taskId} included
   * @throws MalformedRecord naming the field
   */
  TaskStart read(String pool, String record) throws MalformedRecord {
    CommandCodec codec = codecs.get(pool);
    if (codec == null) {
      throw new MalformedRecord(
          "pool: must be one of %s, was \"%s\""
              .formatted(String.join(", ", new TreeSet<>(codecs.keySet())), pool));
    }
    byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
    if (!(codec.decode(null, bytes, clock.instant()) instanceof Command.Start(TaskStart task))) {
      throw new MalformedRecord("type: must be " + Command.Start.TYPE);
    }
    checkArgs(task);
    if (bytes.length > limits.startedBytes()) {
      throw new MalformedRecord(
          "the record has %d bytes, the limit is %d"
              .formatted(bytes.length, limits.startedBytes()));
    }
    return task;
  }

  /** Refuses arguments that are too large. */
  void checkArgs(TaskStart task) throws MalformedRecord {
    boolean isRun =
        task.call().toolName().equals(PoolRules.RUN_TOOL)
            && task.placement().pool().equals(PoolRules.AGENTS);
    int most = isRun ? limits.runArgsBytes() : limits.argsBytes();
    int args = task.call().args().sizeInBytes();
    if (args > most) {
      throw new MalformedRecord("args: has %d bytes, the limit is %d".formatted(args, most));
    }
  }

  /**
   * Appends a started record to its key's partition.
   *
   * @param asked the trace of whoever asks; null to leave the task in the one that it names
   */
  CompletableFuture<Position> append(TaskStart task, @Nullable TraceContext asked) {
    TraceContext trace = asked == null ? task.lineage().trace() : asked;
    return commands.toKeyOf(task, new Command.Start(task.with(trace)), trace);
  }

  /** The id that a key of idempotency stands for, for one principal. */
  static String idOf(Principal who, String idempotencyKey) {
    return idOf("idem", who.name(), idempotencyKey);
  }

  /** An id that stands for these words. */
  static String idOf(String prefix, String... words) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < words.length; i++) {
        if (i > 0) {
          sha.update((byte) 0);
        }
        sha.update(words[i].getBytes(StandardCharsets.UTF_8));
      }
      return prefix + "-" + HexFormat.of().formatHex(sha.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** A UUIDv7 (RFC 9562): ids of later tasks are greater. */
  String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long time = (clock.millis() << 16) | 0x7000L | random.nextInt(0x1000);
    long rest = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(time, rest).toString();
  }
}
