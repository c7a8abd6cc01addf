package io.offstage.store;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Postgres could not be reached, went away, or did not answer within its deadline. A write that
 * ends so may or may not have taken effect; repeating it is safe. The message bears no secret and
 * may be shown to a caller.
 */
public final class StoreUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Neither wrong SQL nor wrong data: repeating the same statement later may succeed. */
  private static final Set<String> TRANSIENT_CLASSES =
      Set.of(
          "08", // connection exception
          "40", // transaction rollback: deadlock, serialization failure
          "53", // insufficient resources
          "57", // operator intervention: shutdown, starting up, statement timeout
          "58"); // system error

  private static final String READ_ONLY_STANDBY = "25006";

  StoreUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether the failure, or what caused it, lies with the connection rather than the statement. */
  static boolean explains(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLTransientException) {
        return true;
      }
      if (t instanceof SQLException sql && isTransient(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTransient(@Nullable String state) {
    return state != null
        && state.length() == 5
        && (TRANSIENT_CLASSES.contains(state.substring(0, 2)) || state.equals(READ_ONLY_STANDBY));
  }
}
