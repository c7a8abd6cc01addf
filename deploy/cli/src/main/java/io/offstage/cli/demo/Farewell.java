package io.offstage.cli.demo;

import io.offstage.cli.console.Style;
import io.offstage.cli.console.Terminal;

/** What to try next. */
record Farewell(Terminal terminal) {

  void print(Tally tally) {
    terminal.print(
        terminal.styled(
            Style.BOLD,
            "%d background calls, %d turns of the agent, one stream."
                .formatted(tally.tasks(), tally.turns())));
    terminal.print("");
    terminal.print("Next:");
    line("deploy/offstage dev", "the same, to stay: http://127.0.0.1:4111, data in .offstage/dev");
    line("deploy/offstage tasks watch", "in another shell: what happens to tasks, as it happens");
    line("deploy/offstage tasks enqueue --tool research --args '{\"question\": \"Why?\"}'", "");
    line("kill -9 <pid of dev>", "and start dev again: what was running goes on");
    line("deploy/offstage --help", "everything else");
  }

  private void line(String command, String what) {
    terminal.print(
        what.isEmpty()
            ? "  " + command
            : "  %-30s%s".formatted(command, terminal.styled(Style.FAINT, what)));
  }
}
