package io.offstage.cli.remote;

import io.offstage.cli.settings.ResolveCall;
import picocli.CommandLine.Command;

/** Agents: those that the gateway knows, and what a file says of them. */
@Command(
    name = "agents",
    description = "Shows and asks the agents that the gateway knows; what a file says of calls",
    subcommands = {ListAgents.class, ShowAgent.class, AskAgent.class, ResolveCall.class})
public final class AgentsCommand {}
