package io.offstage.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.memory.JsonText;
import java.util.List;

/** An agent as readers of the HTTP surface are shown it. */
final class AgentDescriptor {

  private AgentDescriptor() {}

  static String of(Definition definition, AgentDefinition agent, List<OfferedTool> offers) {
    ObjectNode out =
        JsonText.object()
            .put("id", agent.name())
            .put("name", agent.name())
            .put("description", agent.description())
            .put("instructions", agent.instruction());
    ObjectNode tools = out.putObject("tools");
    for (OfferedTool offer : offers) {
      if (!(offer.target() instanceof OfferedTool.Delegate)) {
        ObjectNode schema = JsonText.object();
        schema.set("json", JsonText.tree(offer.inputSchema()));
        tools
            .putObject(offer.name())
            .put("id", offer.name())
            .put("description", offer.description())
            .put("inputSchema", JsonText.write(schema));
      }
    }
    ObjectNode agents = out.putObject("agents");
    definition
        .subAgentsOf(agent)
        .forEach(sub -> agents.putObject(sub.name()).put("id", sub.name()).put("name", sub.name()));
    out.putObject("workflows");
    out.putArray("skills");
    out.putArray("inputProcessors");
    out.putArray("outputProcessors");
    out.put("provider", agent.model().first().provider())
        .put("modelId", agent.model().first().model())
        .put("supportsMemory", true);
    out.putObject("defaultOptions").put("maxSteps", agent.maxIterations());
    return JsonText.write(out);
  }
}
