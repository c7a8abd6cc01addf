package io.offstage.cli.remote;

import picocli.CommandLine.Command;

/** Tasks, through the gateway. */
@Command(
    name = "tasks",
    description = "Starts, shows and commands tasks, through the gateway",
    subcommands = {
      EnqueueTask.class,
      GetTask.class,
      ListTasks.class,
      TraceTask.class,
      WatchTasks.class,
      WaitForTasks.class,
      CancelTask.class,
      ResumeTask.class
    })
public final class TasksCommand {}
