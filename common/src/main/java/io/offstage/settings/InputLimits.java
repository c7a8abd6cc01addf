package io.offstage.settings;

import static io.offstage.settings.ValueType.size;

/**
 * The largest of everything that comes in, in bytes of UTF-8 JSON.
 *
 * @param startedBytes a started record; default 1 MiB
 * @param argsBytes a tool call's arguments; default 256 KiB
 * @param runArgsBytes an agent run's arguments; default 768 KiB
 * @param resultBytes a result; default 512 KiB; a larger one fails the task
 * @param suspendPayloadBytes a suspend payload; default 64 KiB
 * @param errorBytes an error with its stack; default 64 KiB
 * @param childrenBytes what all children of a task may take of its snapshot; default 1 MiB, which
 *     is some thousand open ones
 * @param chunkBytes one chunk of output; default 64 KiB
 * @param outputBytes all output of one task; default 10 MiB, then it is truncated
 */
public record InputLimits(
    int startedBytes,
    int argsBytes,
    int runArgsBytes,
    int resultBytes,
    int suspendPayloadBytes,
    int errorBytes,
    int childrenBytes,
    int chunkBytes,
    int outputBytes) {

  private static final int ENVELOPE_BYTES = 64 << 10;

  static InputLimits read(Reading in, int maxMessageBytes) {
    InputLimits limits =
        new InputLimits(
            bytes(in, "started", 1 << 20, "Largest started record"),
            bytes(in, "args", 256 << 10, "Largest arguments of a tool call"),
            bytes(in, "run-args", 768 << 10, "Largest arguments of an agent run"),
            bytes(in, "result", 512 << 10, "Largest result of a task"),
            bytes(in, "suspend-payload", 64 << 10, "Largest suspend payload"),
            bytes(in, "error", 64 << 10, "Largest error of a task"),
            bytes(in, "children", 1 << 20, "Most of a snapshot that a task's children may take"),
            bytes(in, "chunk", 64 << 10, "Largest chunk of output"),
            bytes(in, "output", 10 << 20, "Most output of one task"));
    limits.check(in, maxMessageBytes);
    return limits;
  }

  private static int bytes(Reading in, String name, long fallback, String description) {
    return in.value("limits." + name, size(1 << 10, 1 << 30), fallback, description).intValue();
  }

  private void check(Reading in, int maxMessageBytes) {
    atMost(in, "args", argsBytes, "limits.started", startedBytes);
    atMost(in, "run-args", runArgsBytes, "limits.started", startedBytes);
    atMost(in, "chunk", chunkBytes, "limits.output", outputBytes);
    atMost(in, "started", startedBytes, "topics.max-message-size", maxMessageBytes);
    long snapshot =
        0L
            + Math.max(argsBytes, runArgsBytes)
            + resultBytes
            + suspendPayloadBytes
            + errorBytes
            + childrenBytes
            + ENVELOPE_BYTES;
    in.refuseUnless(
        snapshot <= maxMessageBytes,
        "topics.max-message-size",
        "%s is less than a snapshot's arguments, result, payload, error and children may need, %s"
            .formatted(Sizes.write(maxMessageBytes), Sizes.write(snapshot)),
        "limits.result",
        "limits.run-args",
        "limits.args",
        "limits.suspend-payload",
        "limits.error",
        "limits.children");
  }

  private static void atMost(Reading in, String name, int bytes, String otherKey, int most) {
    in.refuseUnless(
        bytes <= most,
        "limits." + name,
        "%s is more than %s, %s".formatted(Sizes.write(bytes), otherKey, Sizes.write(most)),
        otherKey);
  }
}
