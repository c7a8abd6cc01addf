package com.example.quickstart;

import io.offstage.settings.Settings;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.tool.Tool;
import java.nio.file.Path;
import java.util.List;

/** A worker of one's own, for those who would rather embed than configure. */
final class Worker {

  private Worker() {}

  /** Takes the file of the settings; the environment goes before it. */
  public static void main(String[] args) throws InterruptedException {
    Settings settings = Settings.load(Path.of(args[0]), System.getenv(), List.of());
    Tool[] tools = new QuickstartTools().tools().toArray(Tool[]::new);
    try (TaskWorker worker = TaskWorker.serving(settings, tools)) {
      Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
      worker.awaitShutdown();
    }
  }
}
