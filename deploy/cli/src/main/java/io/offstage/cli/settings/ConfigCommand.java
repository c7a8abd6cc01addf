package io.offstage.cli.settings;

import picocli.CommandLine.Command;

/** What a file means, before anything runs. */
@Command(
    name = "config",
    description = "What a configuration file means, before anything runs",
    subcommands = {ConfigCheck.class, ConfigSchema.class})
public final class ConfigCommand {}
