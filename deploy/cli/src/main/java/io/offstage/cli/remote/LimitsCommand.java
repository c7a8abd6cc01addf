package io.offstage.cli.remote;

import picocli.CommandLine.Command;

/** Limits that hold while everything runs, through the gateway. */
@Command(
    name = "limits",
    description = "Shows and changes limits while everything runs, through the gateway",
    subcommands = {ListLimits.class, SetLimit.class, UnsetLimit.class})
public final class LimitsCommand {}
