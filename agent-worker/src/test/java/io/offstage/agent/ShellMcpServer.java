package io.offstage.agent;

/** A program of a few lines that is an MCP server with one tool, {@code greet}. */
final class ShellMcpServer {

  /** For {@code /bin/sh -c}; says who it is greeting, and how the call names itself. */
  static final String SCRIPT =
      """
      while read -r line; do
        id=$(printf '%s' "$line" | sed -n 's/.*"id":\\("[^"]*"\\|[0-9][0-9]*\\).*/\\1/p')
        case "$line" in
          *'"initialize"'*) result='{"protocolVersion":"2025-03-26","capabilities":{"tools":{}},"serverInfo":{"name":"sh","version":"1"}}' ;;
          *'"tools/list"'*) result='{"tools":[{"name":"greet","description":"Greets","inputSchema":{"type":"object"}}]}' ;;
          *'"tools/call"'*)
            who=$(printf '%s' "$line" | sed -n 's/.*"who":"\\([^"]*\\)".*/\\1/p')
            result="{\\"content\\":[{\\"type\\":\\"text\\",\\"text\\":\\"Hello, $who\\"}]}" ;;
          *) continue ;;
        esac
        printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$result"
      done
      """;

  private ShellMcpServer() {}
}
