package io.offstage.bench;

import io.offstage.cli.SubcommandProvider;

/** Makes {@code offstage bench} of what is here. */
public final class BenchSubcommand implements SubcommandProvider {

  @Override
  public Object command() {
    return new BenchCommand();
  }
}
