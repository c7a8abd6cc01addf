package io.offstage.dev;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Hosts one server: {@code kafka|postgres --data DIR [--port P] [--config key=value]…}.
 *
 * <p>Prints one line of JSON on stdout: {@code {"address":…,"port":…,"pid":…}} when it serves,
 * {@code {"error":…}} and exit code 1 when it does not. Stops cleanly at SIGTERM and when its stdin
 * ends, which is how it notices that its parent is gone.
 */
public final class InfraMain {
  private static final Duration STOP = Duration.ofSeconds(20);

  private InfraMain() {}

  public static void main(String[] args) throws InterruptedException {
    PrintStream stdout = System.out;
    System.setOut(System.err);
    System.setProperty("logback.configurationFile", "io/offstage/dev/infra-logback.xml");
    try {
      HostedServer server = parse(args);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
      Thread.ofPlatform().daemon().name("parent").start(InfraMain::exitWithParent);
      stdout.println(server.start().toJson());
      stdout.flush();
      server.awaitEnd();
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Exception failure) {
      failure.printStackTrace();
      String reason = failure instanceof InfraException ? failure.getMessage() : failure.toString();
      stdout.println(new Announcement.Failed(String.valueOf(reason)).toJson());
      stdout.flush();
    }
    System.exit(1);
  }

  private static HostedServer parse(String[] args) throws IOException {
    Path data = null;
    int port = 0;
    Map<String, String> config = new HashMap<>();
    for (int i = 1; i + 1 < args.length; i += 2) {
      String value = args[i + 1];
      switch (args[i]) {
        case "--data" -> data = Path.of(value).toAbsolutePath().normalize();
        case "--port" -> port = Integer.parseInt(value);
        case "--config" ->
            config.put(
                value.substring(0, value.indexOf('=')), value.substring(value.indexOf('=') + 1));
        default -> throw new InfraException("unknown option " + args[i]);
      }
    }
    if (data == null) {
      throw new InfraException(
          "usage: kafka|postgres --data DIR [--port P] [--config key=value]...");
    }
    FileLock held = DirectoryLock.take(data, args[0]);
    assert held.isValid();
    return switch (args[0]) {
      case "kafka" -> new KafkaBroker(data.resolve("kafka"), port, config);
      case "postgres" -> new PostgresServer(data, port);
      default -> throw new InfraException("unknown server " + args[0]);
    };
  }

  private static void exitWithParent() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException gone) {
      System.err.println("stdin broke: " + gone);
    }
    System.exit(0);
  }

  /** A server that does not stop in time is left to crash recovery. */
  private static void stop(HostedServer server) {
    Thread stopping = Thread.ofPlatform().daemon().name("stop-server").start(server::close);
    try {
      if (!stopping.join(STOP)) {
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException interrupted) {
      Runtime.getRuntime().halt(1);
    }
  }
}
