-- The agents that agent workers serve, as readers are shown them. Each worker writes its own at start.

CREATE TABLE agent (
  id         text           PRIMARY KEY,
  document   text           NOT NULL, -- the agent object's JSON as written
  updated_at timestamptz(3) NOT NULL
);
