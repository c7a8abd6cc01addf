package io.offstage.cli.remote;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.cli.console.Table;
import io.offstage.cli.console.Terminal;
import io.offstage.client.Limit;
import io.offstage.client.StandingLimit;
import io.offstage.task.RawJson;
import java.util.List;
import java.util.Objects;

/** Prints limits: a row each, or an object each and line; first those that are set. */
record LimitPrinter(Terminal terminal, boolean json) {

  private static final String SET = "set";

  void print(List<Limit> limits, List<StandingLimit> standing) {
    if (json) {
      limits.forEach(limit -> terminal.print(object(limit).text()));
      standing.forEach(limit -> terminal.print(object(limit).text()));
      return;
    }
    Table table = new Table("POOL", "LIMIT", "MAX", "MAX QUEUED", "SOURCE", "UPDATED", "BY");
    for (Limit limit : limits) {
      table.row(
          limit.pool(),
          limit.name(),
          Integer.toString(limit.max()),
          Objects.toString(limit.maxQueued(), ""),
          SET,
          limit.updatedAt().toString(),
          Objects.toString(limit.updatedBy(), ""));
    }
    for (StandingLimit limit : standing) {
      table.row(
          limit.pool(), limit.name(), Integer.toString(limit.max()), "", limit.source(), "", "");
    }
    table.printTo(terminal);
  }

  private static RawJson object(StandingLimit limit) {
    return new RawJson(
        JsonNodeFactory.instance
            .objectNode()
            .put("pool", limit.pool())
            .put("limit", limit.name())
            .put("max", limit.max())
            .put("source", limit.source())
            .toString());
  }

  private static RawJson object(Limit limit) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("pool", limit.pool())
            .put("limit", limit.name())
            .put("max", limit.max())
            .put("source", SET);
    if (limit.maxQueued() != null) {
      json.put("maxQueued", limit.maxQueued());
    }
    json.put("updatedAt", limit.updatedAt().toString());
    if (limit.updatedBy() != null) {
      json.put("updatedBy", limit.updatedBy());
    }
    return new RawJson(json.toString());
  }
}
