package io.offstage.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** The table {@code run_step}, through a handle that defines {@code schema}. */
final class RunSteps {

  private static final String OF_RUN =
      "WHERE resource_id = :resource AND thread_id = :thread AND run_id = :run";

  private final Handle handle;

  RunSteps(Handle handle) {
    this.handle = handle;
  }

  /**
   * Waits for whoever is writing the same step.
   *
   * @return false when it is there already
   */
  boolean insert(StepRow step) {
    return bind(
                handle.createUpdate(
                    """
                    INSERT INTO <schema>.run_step
                      (resource_id, thread_id, run_id, step, created_at, document)
                    VALUES (:resource, :thread, :run, :step, :created, :document)
                    ON CONFLICT DO NOTHING
                    """),
                step.run())
            .bind("step", step.step())
            .bind("created", step.createdAt())
            .bind("document", step.document())
            .execute()
        == 1;
  }

  Optional<StepRow> find(RunKey run, int step) {
    return bind(
            handle.createQuery(
                "SELECT step, created_at, document FROM <schema>.run_step "
                    + OF_RUN
                    + " AND step = :step"),
            run)
        .bind("step", step)
        .map((row, _) -> step(run, row))
        .findOne();
  }

  List<StepRow> all(RunKey run) {
    return bind(
            handle.createQuery(
                "SELECT step, created_at, document FROM <schema>.run_step "
                    + OF_RUN
                    + " ORDER BY step"),
            run)
        .map((row, _) -> step(run, row))
        .list();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, RunKey run) {
    return statement
        .bind("resource", run.resource())
        .bind("thread", run.thread())
        .bind("run", run.run());
  }

  private static StepRow step(RunKey run, ResultSet row) throws SQLException {
    return new StepRow(
        run,
        row.getInt("step"),
        row.getTimestamp("created_at").toInstant(),
        row.getString("document"));
  }
}
