-- Conversations and the steps of agent runs: primary data, backed up, never replayed.

CREATE TABLE thread (
  resource_id text           NOT NULL,
  id          text           NOT NULL,
  agent_id    text,
  title       text           NOT NULL,
  metadata    text           NOT NULL, -- a JSON object as written
  created_at  timestamptz(3) NOT NULL,
  updated_at  timestamptz(3) NOT NULL,
  PRIMARY KEY (resource_id, id)
);

CREATE INDEX thread_by_id ON thread (id);
CREATE INDEX thread_by_update ON thread (resource_id, updated_at);

CREATE TABLE message (
  resource_id   text           NOT NULL,
  thread_id     text           NOT NULL,
  position      bigint         NOT NULL GENERATED ALWAYS AS IDENTITY, -- the order within the thread
  id            text           NOT NULL,
  role          text           NOT NULL,
  created_at    timestamptz(3) NOT NULL,
  run_id        text           NOT NULL,
  step          integer        NOT NULL,
  ordinal       integer        NOT NULL, -- of the message within its step
  content       text           NOT NULL, -- JSON, format 2, as written
  tool_call_ids text[]         NOT NULL,
  PRIMARY KEY (resource_id, thread_id, run_id, step, ordinal),
  UNIQUE (resource_id, thread_id, id),
  FOREIGN KEY (resource_id, thread_id) REFERENCES thread ON DELETE CASCADE
);

CREATE INDEX message_in_order ON message (resource_id, thread_id, position);
CREATE INDEX message_by_tool_call ON message USING gin (tool_call_ids);

-- Written once: whoever repeats a step reads the row that won.
CREATE TABLE run_step (
  resource_id text           NOT NULL, -- empty, with thread_id, for a run without memory
  thread_id   text           NOT NULL,
  run_id      text           NOT NULL,
  step        integer        NOT NULL,
  created_at  timestamptz(3) NOT NULL,
  document    text           NOT NULL,
  PRIMARY KEY (resource_id, thread_id, run_id, step)
);
