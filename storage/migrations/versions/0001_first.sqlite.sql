CREATE TABLE asked (
  id INTEGER NOT NULL,
  asked_at DATETIME NOT NULL,
  language TEXT NOT NULL,
  script TEXT NOT NULL,
  country TEXT,
  decision TEXT NOT NULL CONSTRAINT ck_asked_decision CHECK (decision IN ('answer', 'choices', 'unknown')),
  entry TEXT,
  text TEXT,
  CONSTRAINT pk_asked PRIMARY KEY (id)
);

CREATE INDEX ix_asked_asked_at ON asked (asked_at);

CREATE TABLE audit (
  id INTEGER NOT NULL,
  at DATETIME NOT NULL,
  user_id BIGINT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail JSON,
  CONSTRAINT pk_audit PRIMARY KEY (id)
);

CREATE INDEX ix_audit_at ON audit (at);

CREATE TABLE broadcast_presses (
  broadcast_id BIGINT NOT NULL,
  kind TEXT NOT NULL CONSTRAINT ck_broadcast_presses_kind CHECK (kind IN ('left', 'returned')),
  number BIGINT NOT NULL,
  CONSTRAINT pk_broadcast_presses PRIMARY KEY (broadcast_id, kind)
);

CREATE TABLE broadcasts (
  id INTEGER NOT NULL,
  kind TEXT DEFAULT 'send' NOT NULL CONSTRAINT ck_broadcasts_kind CHECK (kind IN ('send', 'correct', 'recall')),
  state TEXT DEFAULT 'draft' NOT NULL CONSTRAINT ck_broadcasts_state CHECK (state IN ('draft', 'review', 'scheduled', 'sending', 'paused', 'done', 'canceled', 'expired', 'overdue', 'recalled', 'failed')),
  target_id INTEGER,
  series_id INTEGER,
  content JSON NOT NULL,
  audience JSON NOT NULL,
  fallback JSON,
  urgent BOOLEAN DEFAULT 0 NOT NULL,
  urgent_reason TEXT,
  policy TEXT DEFAULT 'repeat' NOT NULL CONSTRAINT ck_broadcasts_policy CHECK (policy IN ('repeat', 'miss')),
  audience_mode TEXT DEFAULT 'live' NOT NULL CONSTRAINT ck_broadcasts_audience_mode CHECK (audience_mode IN ('live', 'frozen')),
  schedule JSON,
  due_at DATETIME,
  expires_at DATETIME,
  author_id BIGINT,
  title TEXT,
  template BOOLEAN DEFAULT 0 NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  approved_by BIGINT,
  approved_at DATETIME,
  approved_version INTEGER,
  composer JSON,
  pause_reason TEXT,
  paused_at DATETIME,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  launched_at DATETIME,
  finished_at DATETIME,
  archived_at DATETIME,
  launch_cursor INTEGER,
  launch_until INTEGER,
  CONSTRAINT pk_broadcasts PRIMARY KEY (id),
  CONSTRAINT uq_broadcasts_series_id_due_at UNIQUE (series_id, due_at),
  CONSTRAINT fk_broadcasts_target_id FOREIGN KEY(target_id) REFERENCES broadcasts (id),
  CONSTRAINT fk_broadcasts_series_id FOREIGN KEY(series_id) REFERENCES broadcasts (id)
);

CREATE INDEX ix_broadcasts_live ON broadcasts (state, due_at);

CREATE INDEX ix_broadcasts_target ON broadcasts (target_id);

CREATE TABLE budget_shares (
  holder TEXT NOT NULL,
  held FLOAT NOT NULL,
  until FLOAT NOT NULL,
  parked_until FLOAT DEFAULT '0' NOT NULL,
  CONSTRAINT pk_budget_shares PRIMARY KEY (holder)
);

CREATE TABLE chat_claims (
  chat_key BIGINT NOT NULL,
  holder TEXT NOT NULL,
  CONSTRAINT pk_chat_claims PRIMARY KEY (chat_key)
);

CREATE TABLE conversations (
  chat_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  step TEXT NOT NULL,
  data JSON NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT pk_conversations PRIMARY KEY (chat_id, user_id)
);

CREATE TABLE deliveries (
  broadcast_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  variant TEXT NOT NULL,
  state TEXT DEFAULT 'waiting' NOT NULL CONSTRAINT ck_deliveries_state CHECK (state IN ('waiting', 'sending', 'sent', 'gone', 'failed', 'unknown')),
  not_before BIGINT DEFAULT '0' NOT NULL,
  attempts SMALLINT DEFAULT '0' NOT NULL,
  again SMALLINT DEFAULT '0' NOT NULL,
  plain BOOLEAN DEFAULT 0 NOT NULL,
  holder TEXT,
  message_id BIGINT,
  album_ids TEXT,
  reason TEXT,
  done_at BIGINT,
  CONSTRAINT pk_deliveries PRIMARY KEY (broadcast_id, member_id)
)
 WITHOUT ROWID;

CREATE INDEX ix_deliveries_claim ON deliveries (broadcast_id, not_before, member_id) WHERE state = 'waiting';

CREATE INDEX ix_deliveries_holder ON deliveries (holder) WHERE state = 'sending';

CREATE TABLE delivery_counts (
  broadcast_id INTEGER NOT NULL,
  waiting INTEGER DEFAULT '0' NOT NULL,
  sending INTEGER DEFAULT '0' NOT NULL,
  sent INTEGER DEFAULT '0' NOT NULL,
  gone INTEGER DEFAULT '0' NOT NULL,
  failed INTEGER DEFAULT '0' NOT NULL,
  unknown INTEGER DEFAULT '0' NOT NULL,
  again INTEGER DEFAULT '0' NOT NULL,
  plain INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_delivery_counts PRIMARY KEY (broadcast_id)
);

CREATE TABLE entry_edits (
  id INTEGER NOT NULL,
  entry TEXT NOT NULL,
  language TEXT NOT NULL,
  text JSON NOT NULL,
  state TEXT DEFAULT 'proposed' NOT NULL CONSTRAINT ck_entry_edits_state CHECK (state IN ('proposed', 'published', 'declined', 'replaced')),
  author_id BIGINT NOT NULL,
  author_name TEXT NOT NULL,
  proposed_at DATETIME NOT NULL,
  decided_by BIGINT,
  decided_at DATETIME,
  CONSTRAINT pk_entry_edits PRIMARY KEY (id)
);

CREATE INDEX ix_entry_edits_place ON entry_edits (entry, language);

CREATE INDEX ix_entry_edits_state ON entry_edits (state);

CREATE TABLE leases (
  name TEXT NOT NULL,
  holder TEXT NOT NULL,
  until FLOAT NOT NULL,
  CONSTRAINT pk_leases PRIMARY KEY (name)
);

CREATE TABLE members (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  chat_id BIGINT NOT NULL,
  kind TEXT DEFAULT 'person' NOT NULL CONSTRAINT ck_members_kind CHECK (kind IN ('person', 'group')),
  language TEXT NOT NULL CONSTRAINT ck_members_language CHECK (language IN ('kk', 'ru', 'en')),
  script TEXT DEFAULT 'cyrl' NOT NULL CONSTRAINT ck_members_script CHECK (script IN ('cyrl', 'latn', 'arab')),
  country TEXT,
  timezone TEXT,
  quiet_from INTEGER,
  quiet_until INTEGER,
  joined_at DATETIME NOT NULL,
  onboarded_at DATETIME,
  last_active_at DATETIME,
  blocked_at DATETIME,
  blocked_reason TEXT,
  start_step TEXT,
  stopped_at DATETIME,
  CONSTRAINT uq_members_chat_id UNIQUE (chat_id)
);

CREATE INDEX ix_members_reach ON members (language, country) WHERE blocked_at IS NULL;

CREATE TABLE new_entries (
  id INTEGER NOT NULL,
  slug TEXT NOT NULL,
  content JSON NOT NULL,
  asked JSON NOT NULL,
  state TEXT DEFAULT 'draft' NOT NULL CONSTRAINT ck_new_entries_state CHECK (state IN ('draft', 'review', 'published', 'withdrawn')),
  version INTEGER DEFAULT '1' NOT NULL,
  turns INTEGER DEFAULT '0' NOT NULL,
  author_id BIGINT NOT NULL,
  author_name TEXT NOT NULL,
  changed_at DATETIME NOT NULL,
  decided_by BIGINT,
  CONSTRAINT pk_new_entries PRIMARY KEY (id),
  CONSTRAINT uq_new_entries_slug UNIQUE (slug)
);

CREATE TABLE questions (
  id INTEGER NOT NULL,
  chat_id BIGINT NOT NULL,
  text TEXT NOT NULL,
  language TEXT NOT NULL,
  country TEXT,
  asked_at DATETIME NOT NULL,
  tried_at DATETIME,
  carded_at DATETIME,
  answered_at DATETIME,
  CONSTRAINT pk_questions PRIMARY KEY (id)
);

CREATE INDEX ix_questions_carded_at ON questions (carded_at);

CREATE INDEX ix_questions_chat_id ON questions (chat_id);

CREATE TABLE ratings (
  id INTEGER NOT NULL,
  rated_at DATETIME NOT NULL,
  entry TEXT NOT NULL,
  language TEXT NOT NULL,
  helpful BOOLEAN NOT NULL,
  missing TEXT,
  CONSTRAINT pk_ratings PRIMARY KEY (id)
);

CREATE INDEX ix_ratings_rated_at ON ratings (rated_at);

CREATE TABLE staff (
  user_id BIGINT NOT NULL,
  role TEXT NOT NULL CONSTRAINT ck_staff_role CHECK (role IN ('owner', 'approver', 'editor')),
  name TEXT,
  added_by BIGINT,
  added_at DATETIME NOT NULL,
  removed_at DATETIME,
  CONSTRAINT pk_staff PRIMARY KEY (user_id)
);

CREATE TABLE updates (
  update_id BIGINT NOT NULL,
  chat_key BIGINT NOT NULL,
  body TEXT NOT NULL,
  received_at DATETIME NOT NULL,
  tries INTEGER DEFAULT '0' NOT NULL,
  retry_at DATETIME,
  handled_at DATETIME,
  held_at DATETIME,
  error TEXT,
  CONSTRAINT pk_updates PRIMARY KEY (update_id)
);

CREATE INDEX ix_updates_chat ON updates (chat_key, update_id) WHERE handled_at IS NULL AND held_at IS NULL;

CREATE INDEX ix_updates_handled ON updates (handled_at);

CREATE INDEX ix_updates_retrying ON updates (chat_key) WHERE handled_at IS NULL AND held_at IS NULL AND retry_at IS NOT NULL;

CREATE INDEX ix_updates_waiting ON updates (update_id) WHERE handled_at IS NULL AND held_at IS NULL;

CREATE TABLE askers (
  asked_id INTEGER NOT NULL,
  chat_id BIGINT NOT NULL,
  agreed_at DATETIME NOT NULL,
  CONSTRAINT pk_askers PRIMARY KEY (asked_id, chat_id),
  CONSTRAINT fk_askers_asked_id FOREIGN KEY(asked_id) REFERENCES asked (id) ON DELETE CASCADE
);

CREATE INDEX ix_askers_chat_id ON askers (chat_id);

CREATE TABLE broadcast_posts (
  broadcast_id INTEGER NOT NULL,
  chat_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  shown TEXT DEFAULT '' NOT NULL,
  closed_at DATETIME,
  CONSTRAINT pk_broadcast_posts PRIMARY KEY (broadcast_id, chat_id),
  CONSTRAINT fk_broadcast_posts_broadcast_id FOREIGN KEY(broadcast_id) REFERENCES broadcasts (id) ON DELETE CASCADE
);

CREATE INDEX ix_broadcast_posts_open ON broadcast_posts (broadcast_id) WHERE closed_at IS NULL;

CREATE TABLE cards (
  chat_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  question_id INTEGER NOT NULL,
  CONSTRAINT pk_cards PRIMARY KEY (chat_id, message_id),
  CONSTRAINT fk_cards_question_id FOREIGN KEY(question_id) REFERENCES questions (id) ON DELETE CASCADE
);

CREATE INDEX ix_cards_question_id ON cards (question_id);

CREATE TABLE draft_looks (
  broadcast_id INTEGER NOT NULL,
  user_id BIGINT NOT NULL,
  draft JSON NOT NULL,
  CONSTRAINT pk_draft_looks PRIMARY KEY (broadcast_id, user_id),
  CONSTRAINT fk_draft_looks_broadcast_id FOREIGN KEY(broadcast_id) REFERENCES broadcasts (id) ON DELETE CASCADE
);

CREATE TABLE draft_steps (
  broadcast_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  parent INTEGER,
  user_id BIGINT NOT NULL,
  at DATETIME NOT NULL,
  draft JSON NOT NULL,
  CONSTRAINT pk_draft_steps PRIMARY KEY (broadcast_id, version),
  CONSTRAINT fk_draft_steps_broadcast_id FOREIGN KEY(broadcast_id) REFERENCES broadcasts (id) ON DELETE CASCADE
);

CREATE TABLE subscriptions (
  topic TEXT NOT NULL,
  member_id INTEGER NOT NULL,
  CONSTRAINT pk_subscriptions PRIMARY KEY (topic, member_id),
  CONSTRAINT fk_subscriptions_member_id FOREIGN KEY(member_id) REFERENCES members (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE INDEX ix_subscriptions_member_id ON subscriptions (member_id);
