package io.offstage.agent.toolset;

import io.offstage.worker.tool.Tool;

/**
 * A tool that a toolset brings.
 *
 * @param staysHere its calls run inside the run, whoever asks for something else
 */
public record ToolsetTool(Tool tool, boolean staysHere) {}
