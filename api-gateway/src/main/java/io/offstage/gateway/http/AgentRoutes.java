package io.offstage.gateway.http;

import io.offstage.gateway.stream.JsonObject;
import io.offstage.store.AgentCatalog;

/** {@code GET /agents} and {@code GET /agents/{id}}. */
final class AgentRoutes {

  private final AgentCatalog agents;

  AgentRoutes(AgentCatalog agents) {
    this.agents = agents;
  }

  void list(Call call) {
    JsonObject all = new JsonObject();
    agents.list().forEach(all::raw);
    call.json(200, all.toString());
  }

  void get(Call call) {
    call.json(200, find(call.path("agentId")));
  }

  /** The agent's document, or 404. */
  String find(String id) {
    return agents
        .get(id)
        .orElseThrow(() -> Problem.notFound("Agent with id %s not found".formatted(id)));
  }
}
