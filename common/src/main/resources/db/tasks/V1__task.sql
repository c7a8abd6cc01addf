-- The read model: the fold of the lifecycle topics. It can be dropped and rebuilt from the log at any time.
-- Names stand unqualified: a rebuild runs this beside the live schema, under another name.

CREATE TABLE task (
  pool            text           NOT NULL,
  partition       integer        NOT NULL,
  id              text           NOT NULL,
  version         bigint         NOT NULL, -- of the event; 0: pending, from the started record alone
  position        bigint         NOT NULL, -- offset of the record the row was made of: lifecycle, or commands for version 0
  start_partition integer        NOT NULL, -- where the task's start stands; tells two starts of one id apart
  start_offset    bigint         NOT NULL,
  status          text           NOT NULL,
  agent_id        text           NOT NULL,
  run_id          text,
  thread_id       text,
  resource_id     text,
  tool_name       text           NOT NULL,
  tool_call_id    text,
  concurrency_key text,
  parent_id       text,
  created_at      timestamptz(3) NOT NULL,
  started_at      timestamptz(3),
  suspended_at    timestamptz(3),
  completed_at    timestamptz(3),
  document        text           NOT NULL, -- the snapshot as written: jsonb would round numbers and reorder keys
  PRIMARY KEY (id, pool, partition)
) WITH (fillfactor = 50);

-- Only columns that never change have indexes (BRIN aside), and pages keep room for a second version
-- of their rows: so a new version of a row touches no index, and costs a third.
CREATE INDEX task_by_creation ON task (created_at);
CREATE INDEX task_by_agent ON task (agent_id);
CREATE INDEX task_by_run ON task (run_id);
CREATE INDEX task_by_tool_call ON task (tool_call_id);
CREATE INDEX task_by_thread ON task (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX task_by_resource ON task (resource_id, created_at) WHERE resource_id IS NOT NULL;
CREATE INDEX task_by_parent ON task (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX task_by_completion ON task USING brin (completed_at);

-- The keys of the tasks that have not ended: what an index on status would be, without the above.
CREATE TABLE live_task (
  id        text    NOT NULL,
  pool      text    NOT NULL,
  partition integer NOT NULL,
  PRIMARY KEY (id, pool, partition)
);

CREATE TABLE applied_offset (
  topic       text    NOT NULL,
  partition   integer NOT NULL,
  next_offset bigint  NOT NULL, -- every record below it is folded into task
  PRIMARY KEY (topic, partition)
);
