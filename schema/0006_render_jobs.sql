-- The queue of POST /bulk: recordings that users want to have rendered with the default parameters,
-- by whichever process reaches them first. Finished jobs remain, for the progress, until their user
-- starts again with an empty queue.
CREATE TABLE render_job (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
  UNIQUE (user_id, recording_id)
);
CREATE INDEX render_job_by_state ON render_job (state, user_id, id);
CREATE INDEX render_job_by_recording ON render_job (recording_id, state);
