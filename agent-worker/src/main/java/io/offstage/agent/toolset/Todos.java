package io.offstage.agent.toolset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.memory.JsonText;
import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.TaskError;
import io.offstage.worker.tool.Tool;
import java.util.List;

/** A list of what is to be done, one per thread. */
final class Todos {

  private static final String CREATE = "create_todo";
  private static final String CREATE_ALL = "create_todos";
  private static final String UPDATE = "update_todos";
  private static final String LIST = "list_todos";

  private Todos() {}

  static List<Tool> tools() {
    return List.of(
        tool(
            CREATE,
            "Create a new todo item with a description",
            Schemas.object().text("description", "Description of the todo item")),
        tool(
            CREATE_ALL,
            "Create a list of new todo items with descriptions",
            Schemas.object().texts("descriptions", "Descriptions of the todo items")),
        tool(
            UPDATE,
            "Update the status of one or more todo item(s)",
            Schemas.object()
                .objects(
                    "updates",
                    "List of todo updates",
                    Schemas.object()
                        .text("id", "ID of the todo item")
                        .text("status", "New status (pending, in-progress, completed)"))),
        tool(LIST, "List all current todos with their status", Schemas.object()));
  }

  private static Tool tool(String name, String description, Schemas schema) {
    return new RecallingTool(
        name,
        description,
        schema.json(),
        (args, before) -> {
          ObjectNode answer = apply(name, JsonText.tree(args), recalled(before));
          return answer.has("all_todos") || answer.has("todos")
              ? new Outcome.Succeeded(JsonText.raw(answer))
              : new Outcome.TerminalFailure(
                  TaskError.of(ErrorCode.TOOL_ERROR, JsonText.write(answer)));
        });
  }

  /** The list of the last answer that tells one, and what was asked for since. */
  private static TodoList recalled(List<EarlierCall> before) {
    TodoList list = new TodoList();
    for (EarlierCall call : before) {
      JsonNode result = call.result().orElse(JsonText.MAPPER.missingNode());
      if (result.path("all_todos").isArray()) {
        list = TodoList.told(result.path("all_todos"));
      } else if (call.result().isEmpty()) {
        apply(call.tool(), JsonText.tree(call.args()), list);
      }
    }
    return list;
  }

  private static ObjectNode apply(String tool, JsonNode args, TodoList list) {
    ObjectNode answer = JsonText.object();
    switch (tool) {
      case CREATE -> answer.set("created", list.create(args.path("description").asText()));
      case CREATE_ALL -> {
        ArrayNode created = answer.putArray("created");
        args.path("descriptions").forEach(text -> created.add(list.create(text.asText())));
      }
      case UPDATE -> {
        if (!update(args.path("updates"), list, answer)) {
          return answer;
        }
      }
      case LIST -> answer.set("todos", list.json());
      default -> {
        return answer; // a call of another tool
      }
    }
    if (!tool.equals(LIST)) {
      answer.set("all_todos", list.json());
    }
    String reminder = list.reminder();
    if (!reminder.isEmpty()) {
      answer.put("reminder", reminder);
    }
    return answer;
  }

  /** Whether any of them was found, or none was asked for. */
  private static boolean update(JsonNode updates, TodoList list, ObjectNode answer) {
    ArrayNode updated = JsonText.MAPPER.createArrayNode();
    ArrayNode notFound = JsonText.MAPPER.createArrayNode();
    for (JsonNode update : updates) {
      if (list.update(update.path("id").asText(), update.path("status").asText())) {
        updated.add(update);
      } else {
        notFound.add(update.path("id").asText());
      }
    }
    if (!updated.isEmpty()) {
      answer.set("updated", updated);
    }
    if (!notFound.isEmpty()) {
      answer.set("not_found", notFound);
    }
    return !updated.isEmpty() || notFound.isEmpty();
  }
}
