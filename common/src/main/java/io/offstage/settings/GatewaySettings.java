package io.offstage.settings;

import static io.offstage.settings.ValueType.duration;
import static io.offstage.settings.ValueType.integer;
import static io.offstage.settings.ValueType.size;

import java.time.Duration;
import java.util.List;

/**
 * The front door.
 *
 * @param host address to listen on; default {@code 127.0.0.1}
 * @param port default 4111; 0: any free one
 * @param bodyLimitBytes largest request body; default 1 MiB
 * @param subscriberBuffer what may wait for one slow reader before its stream ends
 * @param heartbeat between comments on a quiet stream; default 15 s
 * @param commandWait how long a cancel, resume or enqueue waits for the verdict; default 2 s
 * @param corsOrigins origins that browsers may call from; default none
 * @param streamsPerPrincipal most open streams of one principal; default 4,096
 * @param requestsPerSecond most requests per second of one principal; default 2,000
 * @param keys who may call; empty: no authentication, allowed on loopback alone
 */
public record GatewaySettings(
    String host,
    int port,
    int bodyLimitBytes,
    SubscriberBuffer subscriberBuffer,
    Duration heartbeat,
    Duration commandWait,
    List<String> corsOrigins,
    int streamsPerPrincipal,
    int requestsPerSecond,
    List<ApiKeySettings> keys) {

  /**
   * Both bounds hold.
   *
   * @param events default 1,024
   * @param bytes default 4 MiB
   */
  public record SubscriberBuffer(int events, int bytes) {}

  public GatewaySettings {
    corsOrigins = List.copyOf(corsOrigins);
    keys = List.copyOf(keys);
  }

  static GatewaySettings read(Reading in) {
    return new GatewaySettings(
        in.value("gateway.host", Patterns.notBlank(), "127.0.0.1", "Address to listen on"),
        in.value("gateway.port", integer(0, 65_535), 4111, "Port to listen on; 0 is any free one"),
        in.value("gateway.body-limit", size(1 << 10, 1 << 30), 1L << 20, "Largest request body")
            .intValue(),
        new SubscriberBuffer(
            in.value(
                "gateway.subscriber-buffer.events",
                integer(1, 1_000_000),
                1_024,
                "Most events that wait for one slow reader"),
            in.value(
                    "gateway.subscriber-buffer.size",
                    size(64 << 10, 1 << 30),
                    4L << 20,
                    "Most bytes that wait for one slow reader")
                .intValue()),
        in.value(
            "gateway.heartbeat",
            duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
            Duration.ofSeconds(15),
            "Between comments on a quiet stream"),
        in.value(
            "gateway.command-wait",
            duration(Duration.ZERO, Duration.ofMinutes(1)),
            Duration.ofSeconds(2),
            "How long a command waits for the verdict of the task's owner"),
        in.list(
            "gateway.cors-origins",
            Patterns.notBlank(),
            List.of(),
            "Origins that browsers may call from"),
        in.value(
            "gateway.streams-per-principal",
            integer(1, 1_000_000),
            4_096,
            "Most open streams of one principal"),
        in.value(
            "gateway.requests-per-second",
            integer(1, 10_000_000),
            2_000,
            "Most requests per second of one principal"),
        ApiKeySettings.read(in));
  }
}
