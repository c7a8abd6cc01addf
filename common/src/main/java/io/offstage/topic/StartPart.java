package io.offstage.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.offstage.task.TaskStart;
import java.io.IOException;

/** The runs of fields of a snapshot that are the same in every snapshot of a task. */
enum StartPart {
  /** What to run, and who asked. */
  CALL {
    @Override
    void write(JsonGenerator json, TaskStart start) throws IOException {
      StartWriter.call(json, start);
    }
  },
  /** How it is treated, and when it was asked for. */
  POLICY {
    @Override
    void write(JsonGenerator json, TaskStart start) throws IOException {
      StartWriter.policy(json, start.policy());
      json.writeStringField("createdAt", Json.date(start.createdAt()));
    }
  },
  /** Where, and when at the earliest. */
  PLACEMENT {
    @Override
    void write(JsonGenerator json, TaskStart start) throws IOException {
      json.writeStringField("pool", start.placement().pool());
      StartWriter.placement(json, start.placement());
    }
  },
  LINEAGE {
    @Override
    void write(JsonGenerator json, TaskStart start) throws IOException {
      StartWriter.lineage(json, start.lineage());
    }
  },
  EXTRA {
    @Override
    void write(JsonGenerator json, TaskStart start) throws IOException {
      StartWriter.extra(json, start);
    }
  };

  abstract void write(JsonGenerator json, TaskStart start) throws IOException;
}
