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
);

CREATE INDEX task_by_creation ON task (created_at);
CREATE INDEX task_by_run ON task (run_id);
CREATE INDEX task_by_tool_call ON task (tool_call_id);
CREATE INDEX task_by_thread ON task (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX task_by_resource ON task (resource_id, created_at) WHERE resource_id IS NOT NULL;
CREATE INDEX task_by_parent ON task (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX task_live ON task (status) WHERE status IN ('pending', 'running', 'suspended');
CREATE INDEX task_by_completion ON task (completed_at) WHERE completed_at IS NOT NULL;

CREATE TABLE applied_offset (
  topic       text    NOT NULL,
  partition   integer NOT NULL,
  next_offset bigint  NOT NULL, -- every record below it is folded into task
  PRIMARY KEY (topic, partition)
);
