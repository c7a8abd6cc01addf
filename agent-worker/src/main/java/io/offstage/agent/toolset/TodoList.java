package io.offstage.agent.toolset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.memory.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Todos in the order they were made. Made anew from the calls so far for every call; not
 * thread-safe.
 */
final class TodoList {

  private record Todo(String id, String description, String status) {}

  private final List<Todo> todos = new ArrayList<>();

  /** The list that the last answer told. */
  static TodoList told(JsonNode todos) {
    TodoList list = new TodoList();
    todos.forEach(
        todo ->
            list.todos.add(
                new Todo(
                    todo.path("id").asText(),
                    todo.path("description").asText(),
                    todo.path("status").asText())));
    return list;
  }

  ObjectNode create(String description) {
    Todo todo = new Todo("todo_" + (todos.size() + 1), description, "pending");
    todos.add(todo);
    return json(todo);
  }

  /** Whether there is such a todo. */
  boolean update(String id, String status) {
    for (int i = 0; i < todos.size(); i++) {
      if (todos.get(i).id().equals(id)) {
        todos.set(i, new Todo(id, todos.get(i).description(), status));
        return true;
      }
    }
    return false;
  }

  ArrayNode json() {
    ArrayNode all = JsonText.MAPPER.createArrayNode();
    todos.forEach(todo -> all.add(json(todo)));
    return all;
  }

  private static ObjectNode json(Todo todo) {
    return JsonText.object()
        .put("id", todo.id())
        .put("description", todo.description())
        .put("status", todo.status());
  }

  /** What is still to be done; empty where nothing is. */
  String reminder() {
    List<String> left =
        Stream.of("in-progress", "pending")
            .flatMap(
                status ->
                    todos.stream()
                        .filter(todo -> todo.status().equals(status))
                        .map(
                            todo ->
                                " (%s) [%s] %s".formatted(status, todo.id(), todo.description())))
            .toList();
    return left.isEmpty()
        ? ""
        : "The following todos are still incomplete and MUST be completed:" + String.join("", left);
  }
}
