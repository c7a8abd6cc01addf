package io.offstage.dev;

import java.nio.file.Path;

/** A program that starts both servers, prints their pids on one line, and waits to be killed. */
final class InfraParent {
  private InfraParent() {}

  public static void main(String[] args) throws InterruptedException {
    DevInfra infra = DevInfra.startBriefly(DevInfraOptions.at(Path.of(args[0])));
    long kafka = infra.kafkaProcess().orElseThrow().pid();
    long postgres = infra.postgresProcess().orElseThrow().pid();
    System.out.println(kafka + " " + postgres);
    Thread.currentThread().join();
  }
}
