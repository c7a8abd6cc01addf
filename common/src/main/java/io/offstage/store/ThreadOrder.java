package io.offstage.store;

/** By date, then by id, so that pages never overlap. */
public record ThreadOrder(Date date, Direction direction) {

  /** Of a thread. */
  public enum Date {
    CREATED_AT,
    UPDATED_AT
  }

  String sql() {
    String column =
        switch (date) {
          case CREATED_AT -> "created_at";
          case UPDATED_AT -> "updated_at";
        };
    return "%s %s, id %2$s, resource_id %2$s".formatted(column, direction);
  }
}
