package io.offstage.cli.topic;

import picocli.CommandLine.Command;

/** The topics that the settings ask for. */
@Command(
    name = "topics",
    description = "The topics as the settings ask for them",
    subcommands = {TopicsPlan.class, TopicsApply.class, TopicsCheck.class})
public final class TopicsCommand {}
