package io.offstage.cli.remote;

import picocli.CommandLine.Command;

/** Agents, through the gateway. */
@Command(
    name = "agents",
    description = "Shows the agents that the gateway knows",
    subcommands = {ListAgents.class, ShowAgent.class})
public final class AgentsCommand {}
