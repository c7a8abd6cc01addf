package io.offstage.cli.remote;

import io.offstage.client.TaskQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which tasks; a mixin. */
final class TaskFilterOptions {

  @Option(names = "--agent", paramLabel = "ID", description = "Of this agent")
  private @Nullable String agent;

  @Option(names = "--run", paramLabel = "ID", description = "Of this run")
  private @Nullable String run;

  @Option(names = "--thread", paramLabel = "ID", description = "Of this conversation")
  private @Nullable String thread;

  @Option(names = "--resource", paramLabel = "ID", description = "Of this user or tenant")
  private @Nullable String resource;

  TaskQuery query() {
    TaskQuery query = TaskQuery.all();
    query = agent == null ? query : query.agent(agent);
    query = run == null ? query : query.run(run);
    query = thread == null ? query : query.thread(thread);
    return resource == null ? query : query.resource(resource);
  }
}
