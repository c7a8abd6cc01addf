package io.offstage.worker.mcp;

import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpTransportSessionNotFoundException;
import io.offstage.worker.tool.McpServer;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;

/** A call that was not answered with a result. */
final class McpCallFailed extends IOException {

  private static final long serialVersionUID = 1;

  /** Codes that the same call would meet again. */
  private static final Set<Integer> FINAL =
      Set.of(ErrorCodes.INVALID_PARAMS, ErrorCodes.METHOD_NOT_FOUND, ErrorCodes.INVALID_REQUEST);

  private enum Reason {
    /** The server has refused the call, and would again. */
    REFUSED,
    /** The server has answered with an error. */
    ANSWERED,
    /** The server has forgotten this connection; it has not begun with the call. */
    FORGOTTEN,
    /** The connection is of no use any more. */
    LOST
  }

  private final Reason reason;

  private McpCallFailed(String message, Reason reason, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static McpCallFailed of(McpServer server, Throwable cause, String lastWords) {
    String told = told(cause) + lastWords;
    if (rootOf(cause) instanceof McpError error && error.getJsonRpcError() != null) {
      return new McpCallFailed(
          told,
          FINAL.contains(error.getJsonRpcError().code()) ? Reason.REFUSED : Reason.ANSWERED,
          cause);
    }
    boolean forgotten = has(cause, McpTransportSessionNotFoundException.class);
    return new McpCallFailed(
        "MCP server " + server.shown() + ": " + told,
        forgotten ? Reason.FORGOTTEN : Reason.LOST,
        cause);
  }

  /** The innermost message: the outer ones speak of the SDK's own affairs. */
  static String told(Throwable cause) {
    Throwable root = rootOf(cause);
    return Objects.requireNonNullElse(root.getMessage(), root.getClass().getName());
  }

  private static Throwable rootOf(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && !(root instanceof McpError)) {
      root = root.getCause();
    }
    return root;
  }

  private static boolean has(Throwable cause, Class<? extends Throwable> type) {
    for (Throwable e = cause; e != null; e = e.getCause()) {
      if (type.isInstance(e)) {
        return true;
      }
    }
    return false;
  }

  /** Whether trying again is pointless. */
  boolean isFinal() {
    return reason == Reason.REFUSED;
  }

  /** Whether the connection should not be used again. */
  boolean isConnectionLost() {
    return reason == Reason.LOST || reason == Reason.FORGOTTEN;
  }

  /** Whether the server has certainly not begun with it. */
  boolean hasNotBegun() {
    return reason == Reason.FORGOTTEN;
  }
}
