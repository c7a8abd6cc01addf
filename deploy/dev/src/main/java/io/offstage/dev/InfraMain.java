package io.offstage.dev;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Hosts one server: {@code kafka|postgres --data DIR [--port P] [--config key=value]…}.
 *
 * <p>Prints one line of JSON on stdout: {@code {"address":…,"port":…,"pid":…}} when it serves,
 * {@code {"error":…}} when it does not, and then exits with 1. Stops cleanly at SIGTERM and when
 * its stdin ends, which is how it notices that its parent is gone.
 */
public final class InfraMain {
  private static final Duration STOP = Duration.ofSeconds(20);

  private InfraMain() {}

  public static void main(String[] args) throws InterruptedException {
    PrintStream stdout = System.out;
    System.setOut(System.err);
    System.setProperty("logback.configurationFile", "io/offstage/dev/infra-logback.xml");
    try {
      HostArguments arguments = HostArguments.parse(args);
      try (DirectoryLock _ = DirectoryLock.take(arguments.data(), arguments.server())) {
        host(arguments.createServer(), stdout);
      }
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Exception failure) {
      failure.printStackTrace();
      String message = failure instanceof InfraException ? failure.getMessage() : null;
      announce(new Announcement.Failed(message == null ? failure.toString() : message), stdout);
    }
    System.exit(1);
  }

  private static void host(HostedServer server, PrintStream stdout) throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
    Thread.ofPlatform().daemon().name("parent").start(InfraMain::exitWithParent);
    announce(server.start(), stdout);
    server.awaitEnd();
  }

  private static void announce(Announcement announcement, PrintStream stdout) {
    stdout.println(announcement.toJson());
    stdout.flush();
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
