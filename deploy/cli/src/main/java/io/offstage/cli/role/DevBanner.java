package io.offstage.cli.role;

import io.offstage.cli.console.Style;
import io.offstage.cli.console.Terminal;
import io.offstage.cli.sample.Sample;
import java.nio.file.Path;

/** What {@code dev} says when everything runs: where it is, and what to try. */
record DevBanner(Terminal terminal, String url, EmbeddedServers servers, Path data) {

  void print(boolean sample) {
    terminal.print("");
    terminal.print(terminal.styled(Style.BOLD, "Offstage is ready."));
    terminal.print("");
    place("HTTP", url + "/api");
    place("Kafka", servers.bootstrapServers());
    place("Postgres", servers.postgresUrl() + "?user=" + EmbeddedServers.USER);
    place("Data", data + "  (a second start carries on; --fresh empties it)");
    terminal.print("");
    terminal.print("Try, in another shell:");
    if (sample) {
      command(
          "curl -N %s/api/agents/%s/stream-until-idle -H 'content-type: application/json' -d '{"
                  .formatted(url, Sample.AGENT)
              + "\"messages\": \"%s\"}'".formatted(Sample.QUESTION));
      command(
          "deploy/offstage tasks enqueue --tool research --args '{\"question\": \"Why?\"}'"
              + withUrl());
    }
    command("deploy/offstage tasks watch" + withUrl());
    command("deploy/offstage tasks list" + withUrl());
    command(
        "deploy/offstage task-worker%s --set kafka.bootstrap.servers=%s"
            .formatted(sample ? " --demo" : " --config …", servers.bootstrapServers()));
    terminal.print(
        "    (a second worker; kill -9 it, or this whole process, and see the tasks go on)");
    terminal.print("");
    terminal.print("Ctrl-C ends it.");
  }

  private void place(String name, String where) {
    terminal.print("  " + terminal.styled(Style.CYAN, "%-9s".formatted(name)) + where);
  }

  private void command(String line) {
    terminal.print("  " + line);
  }

  /** Where it is not the default. */
  private String withUrl() {
    return url.equals("http://127.0.0.1:4111") ? "" : " --url " + url;
  }
}
