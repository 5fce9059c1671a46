-- tables
table api_keys (
  id uuid not null,
  source_id text not null,
  name text not null,
  scopes text[] not null,
  hash bytea not null,
  created_at timestamp with time zone not null default now(),
  revoked_at timestamp with time zone
)
table audience_additions (
  customer_id uuid not null,
  part smallint not null,
  journey_id text not null,
  step_id text not null,
  audience text not null,
  added_at timestamp with time zone not null
)
table audience_checks (
  id bigint not null identity,
  customer_id uuid not null
)
table audience_entries (
  audience text not null,
  hash text not null,
  kind text not null,
  customer_id uuid,
  part smallint,
  wanted boolean not null,
  told boolean,
  status text not null,
  reason text,
  response_status integer,
  attempts integer not null default 0,
  due_at timestamp with time zone not null,
  claim_token uuid,
  lease_until timestamp with time zone,
  changed_at timestamp with time zone not null,
  told_at timestamp with time zone
)
table audience_members (
  audience text not null,
  customer_id uuid not null,
  part smallint not null,
  added_at timestamp with time zone not null
)
table audit_findings (
  id bigint not null identity,
  area text not null,
  code text not null,
  subject text not null,
  severity text not null,
  message text not null,
  advice text not null,
  facts jsonb not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  quiet_rounds integer not null default 0,
  ended_at timestamp with time zone,
  failed_told_at timestamp with time zone,
  recovered_told_at timestamp with time zone
)
table calls (
  id uuid not null,
  customer_id uuid not null,
  part smallint not null,
  enrollment_id uuid not null,
  journey_id text not null,
  version integer not null,
  step_id text not null,
  pass integer not null,
  kind text not null,
  target text not null,
  title text,
  payload jsonb not null,
  answers boolean not null,
  status text not null,
  reason text,
  attempts integer not null default 0,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  claim_token uuid,
  lease_until timestamp with time zone,
  done_at timestamp with time zone,
  response_status integer
) with {fillfactor=70,autovacuum_vacuum_scale_factor=0.01,autovacuum_vacuum_cost_delay=0}
table clock (
  id boolean not null default true,
  real_anchor timestamp with time zone not null,
  clock_anchor timestamp with time zone not null,
  speed double precision not null
)
table consent_changes (
  customer_id uuid not null,
  part smallint not null,
  channel text not null,
  status text not null,
  source_id text not null,
  event_id text not null,
  changed_at timestamp with time zone not null,
  evidence jsonb,
  topic text,
  method text not null default 'single'::text
)
table conversions (
  source_id text not null,
  event_id text not null,
  customer_id uuid not null,
  part smallint not null,
  message_id uuid not null,
  enrollment_id uuid not null,
  journey_id text not null,
  version integer not null,
  step_id text not null,
  channel text not null,
  occurred_at timestamp with time zone not null,
  value numeric(19,4),
  currency text,
  goal text not null default 'primary'::text,
  order_id text,
  refunded numeric(19,4) not null default 0,
  cancelled boolean not null default false,
  entered_at timestamp with time zone,
  touched_at timestamp with time zone,
  country text,
  segments text[] not null default '{}'::text[],
  categories jsonb not null default '{}'::jsonb,
  net numeric(19,4) generated 
CASE
    WHEN cancelled THEN (0)::numeric
    ELSE (value - refunded)
END
)
table coupons (
  pool text not null,
  code text not null,
  claim uuid,
  customer_id uuid,
  claimed_at timestamp with time zone
) with {fillfactor=85}
table credit_marks (
  id bigint not null identity,
  customer_id uuid not null,
  marked_at timestamp with time zone not null default now()
) with {autovacuum_vacuum_scale_factor=0.01,autovacuum_vacuum_cost_delay=0}
table credits (
  source_id text not null,
  event_id text not null,
  goal text not null,
  message_id uuid not null,
  customer_id uuid not null,
  part smallint not null,
  enrollment_id uuid not null,
  journey_id text not null,
  version integer not null,
  step_id text not null,
  channel text not null,
  entered_at timestamp with time zone not null,
  touched_at timestamp with time zone not null,
  last_touch numeric(9,8) not null,
  first_touch numeric(9,8) not null,
  linear numeric(9,8) not null,
  position numeric(9,8) not null,
  decay numeric(9,8) not null
)
table customer_merges (
  id uuid not null,
  kind text not null,
  from_id uuid not null,
  into_id uuid not null,
  names jsonb not null,
  reason text not null,
  source_id text,
  event_id text,
  merged_at timestamp with time zone not null
)
table customers (
  id uuid not null,
  part smallint not null,
  email text,
  phone text,
  attributes jsonb not null default '{}'::jsonb,
  email_consent text not null default 'unknown'::text,
  email_consent_at timestamp with time zone,
  sms_consent text not null default 'unknown'::text,
  sms_consent_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  names_version integer not null default 0,
  topic_consents jsonb not null default '{}'::jsonb,
  attributes_at jsonb not null default '{}'::jsonb,
  email_at timestamp with time zone,
  phone_at timestamp with time zone
) with {fillfactor=85}
table decisions (
  customer_id uuid not null,
  part smallint not null,
  enrollment_id uuid not null,
  journey_id text not null,
  version integer not null,
  n integer not null,
  step_id text,
  kind text not null,
  reason text,
  detail jsonb,
  decided_at timestamp with time zone not null
)
table disabled_endpoints (
  kind text not null,
  name text not null,
  url text not null,
  reason text not null,
  disabled_at timestamp with time zone not null
)
table done_replies (
  event_id text not null,
  done_at timestamp with time zone not null
)
table enrollments (
  id uuid not null,
  customer_id uuid not null,
  part smallint not null,
  journey_id text not null,
  version integer not null,
  key text not null,
  status text not null,
  step_id text,
  seq integer not null,
  pass integer not null default 1,
  entered_at timestamp with time zone not null,
  triggered_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by text,
  source_id text not null,
  event_id text not null,
  data jsonb not null,
  wake_at timestamp with time zone,
  due_at timestamp with time zone,
  outputs jsonb not null default '{}'::jsonb,
  holdout boolean not null default false,
  held_by text,
  variants jsonb not null default '{}'::jsonb,
  country text,
  segments text[] not null default '{}'::text[]
) with {fillfactor=85}
table erasures (
  name_hash bytea not null,
  erased_at timestamp with time zone not null,
  receipt uuid not null
)
table event_repeats (
  id bigint not null identity,
  source_id text not null,
  type text not null,
  at timestamp with time zone not null,
  events integer not null
)
table events (
  source_id text not null,
  id text not null,
  customer_id uuid not null,
  part smallint not null,
  type text not null,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  processed_at timestamp with time zone not null,
  properties jsonb not null,
  refusals jsonb,
  named_by uuid
)
table failed_events (
  id uuid not null,
  source_id text not null,
  event_id text not null,
  event json not null,
  reason text not null,
  failed_at timestamp with time zone not null default now(),
  replayed_at timestamp with time zone
)
table failed_webhooks (
  id uuid not null,
  platform text not null,
  source_id text not null,
  topic text not null,
  key text not null,
  received_at timestamp with time zone not null,
  triggered_at timestamp with time zone,
  shop_domain text,
  body text not null,
  body_encoding text,
  reason text not null,
  failed_at timestamp with time zone not null default now()
)
table feed_runs (
  id uuid not null,
  feed text not null,
  kind text not null,
  full boolean not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  products integer not null default 0,
  rejected integer not null default 0,
  removed integer not null default 0,
  previous_products integer not null default 0,
  kept boolean not null default false,
  missing jsonb not null default '{}'::jsonb
)
table holdout_shares (
  id bigint not null identity,
  journey_id text not null,
  version integer not null,
  share double precision not null,
  since timestamp with time zone not null
)
table identities (
  kind text not null,
  value text not null,
  customer_id uuid not null,
  part smallint not null,
  created_at timestamp with time zone not null,
  parent_kind text,
  parent_value text,
  claimed_at timestamp with time zone,
  known_kind text,
  known_value text,
  known_at timestamp with time zone,
  pinned boolean not null default false
)
table identity_links (
  kind text not null,
  value text not null,
  anonymous_id text not null
)
table installation (
  id boolean not null default true,
  privacy_key bytea not null
)
table job_cursors (
  name text not null,
  position timestamp with time zone not null
)
table journey_versions (
  journey_id text not null,
  version integer not null,
  hash text not null,
  definition jsonb not null,
  published_at timestamp with time zone not null
)
table journeys (
  id text not null,
  status text not null,
  version integer not null,
  reviewed text,
  opened_at timestamp with time zone
)
table link_keys (
  id smallint not null,
  key bytea not null,
  created_at timestamp with time zone not null default clock_timestamp()
)
table messages (
  id uuid not null,
  customer_id uuid not null,
  part smallint not null,
  enrollment_id uuid not null,
  journey_id text not null,
  version integer not null,
  step_id text not null,
  pass integer not null,
  channel text not null,
  template text not null,
  template_hash text,
  status text not null,
  reason text,
  attempts smallint not null default 0,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  enqueued_at timestamp with time zone not null default clock_timestamp(),
  claim_token uuid,
  lease_until timestamp with time zone,
  wire_at timestamp with time zone,
  sent_at timestamp with time zone,
  provider_id text,
  category text not null default 'marketing'::text,
  content text not null default ''::text,
  items jsonb,
  sender text,
  delivery text,
  delivery_at timestamp with time zone,
  segments smallint,
  price numeric,
  opt_out_words boolean not null default false,
  domain text,
  unsubscribed boolean not null default false
) with {fillfactor=70,autovacuum_vacuum_scale_factor=0.01,autovacuum_vacuum_cost_delay=0}
table orders (
  source_id text not null,
  event_id text not null,
  customer_id uuid not null,
  part smallint not null,
  occurred_at timestamp with time zone not null,
  order_id text,
  value numeric(19,4),
  currency text,
  refunded numeric(19,4) not null,
  cancelled boolean not null,
  net numeric(19,4) generated 
CASE
    WHEN cancelled THEN (0)::numeric
    ELSE (value - refunded)
END
)
table outcomes (
  enrollment_id uuid not null,
  goal text not null,
  customer_id uuid not null,
  part smallint not null,
  journey_id text not null,
  entered_at timestamp with time zone not null,
  conversions integer not null,
  amounts jsonb not null,
  first_at timestamp with time zone not null
)
table privacy_requests (
  id uuid not null,
  source_id text not null,
  kind text not null,
  names jsonb not null,
  received_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  done_at timestamp with time zone,
  result text
)
table product_changes (
  id uuid not null,
  product_id text not null,
  kind text not null,
  old jsonb not null,
  new jsonb not null,
  changed_at timestamp with time zone not null,
  done_at timestamp with time zone,
  after_customer uuid
)
table product_interests (
  product_id text not null,
  customer_id uuid not null,
  part smallint not null,
  viewed_at timestamp with time zone,
  carted_at timestamp with time zone,
  bought_at timestamp with time zone
) with {fillfactor=85}
table product_stock (
  inventory_item_id text not null,
  location_id text not null,
  available integer,
  updated_at timestamp with time zone not null
) with {fillfactor=85}
table products (
  id text not null,
  data jsonb not null,
  updated_at timestamp with time zone not null,
  source_id text not null default ''::text,
  feed text not null default 'api'::text,
  in_stock boolean,
  current_price numeric(19,4),
  currency text,
  categories text[] not null default '{}'::text[],
  collections text[] not null default '{}'::text[],
  brand text,
  removed_at timestamp with time zone,
  seen_at timestamp with time zone
) with {fillfactor=80}
table recommendations (
  kind text not null,
  about text not null,
  product_id text not null,
  rank smallint not null,
  score double precision not null,
  support integer not null,
  reason jsonb not null,
  computed_at timestamp with time zone not null
)
table refusal_marks (
  id bigint not null identity,
  journey_id text not null,
  version integer not null,
  reason text not null,
  at timestamp with time zone not null,
  times integer not null,
  marked_at timestamp with time zone not null default now()
) with {autovacuum_vacuum_scale_factor=0.01,autovacuum_vacuum_cost_delay=0}
table report_arms (
  journey_id text not null,
  day date not null,
  version integer not null,
  split text not null,
  arm text not null,
  goal text not null,
  currency text not null,
  entrants integer not null,
  converted integer not null,
  value numeric not null,
  squares numeric not null,
  again_gaps smallint[],
  again_entrants integer[],
  again_converted integer[],
  again_value numeric[],
  again_squares numeric[],
  buyers integer[],
  buyer_gaps smallint[],
  buyer_amounts numeric[]
)
table report_entries (
  journey_id text not null,
  day date not null,
  version integer not null,
  dimension text not null,
  value text not null,
  held_by text not null,
  entered integer not null,
  messaged integer not null,
  delivered integer not null,
  clicked integer not null,
  converted integer not null
)
table report_events (
  hour timestamp with time zone not null,
  source_id text not null,
  type text not null,
  events integer not null default 0,
  repeats integer not null default 0,
  late integer not null default 0,
  ahead integer not null default 0,
  delayed integer not null default 0,
  doubled integer not null default 0,
  nameless integer not null default 0,
  checked integer not null default 0,
  faulty integer not null default 0,
  missing jsonb not null default '{}'::jsonb,
  mistyped jsonb not null default '{}'::jsonb,
  goals jsonb not null default '{}'::jsonb
)
table report_health (
  journey_id text not null,
  day date not null,
  channel text not null,
  sender text not null,
  domain text not null,
  handed_over integer not null,
  delivered integer not null,
  opened integer not null,
  clicked integer not null,
  bounced integer not null,
  complained integer not null,
  unsubscribed integer not null,
  failed integer not null,
  unknown integer not null
)
table report_holds (
  journey_id text not null,
  day date not null,
  version integer not null,
  step_id text not null,
  channel text not null,
  stage text not null,
  action text not null,
  reason text not null,
  rule text not null,
  times integer not null
)
table report_messages (
  journey_id text not null,
  day date not null,
  version integer not null,
  step_id text not null,
  channel text not null,
  dimension text not null,
  value text not null,
  handed_over integer not null,
  held_out integer not null,
  delivered integer not null,
  opened integer not null,
  clicked integer not null,
  bounced integer not null,
  complained integer not null,
  unsubscribed integer not null,
  failed integer not null,
  unknown integer not null,
  skipped integer not null,
  withdrawn integer not null
)
table report_orders (
  basis text not null,
  day date not null,
  dimension text not null,
  journey_id text not null,
  value text not null,
  goal text not null,
  currency text not null,
  influenced integer not null,
  influenced_value numeric not null,
  last_touch numeric not null,
  last_touch_value numeric not null,
  first_touch numeric not null,
  first_touch_value numeric not null,
  linear numeric not null,
  linear_value numeric not null,
  position numeric not null,
  position_value numeric not null,
  decay numeric not null,
  decay_value numeric not null,
  gross numeric not null,
  refunded numeric not null,
  cancelled integer not null
)
table report_refusals (
  journey_id text not null,
  day date not null,
  version integer not null,
  reason text not null,
  times integer not null
)
table report_refused (
  hour timestamp with time zone not null,
  source_id text not null,
  type text not null,
  path text not null,
  fault text not null,
  events integer not null
)
table report_revisions (
  id bigint not null identity,
  kind text not null,
  journey_id text not null,
  day date not null,
  revised_at timestamp with time zone not null,
  before jsonb not null,
  after jsonb not null
)
table report_shop (
  day date not null,
  journey_id text not null,
  currency text not null,
  orders integer not null,
  cancelled integer not null,
  gross numeric not null,
  refunded numeric not null,
  value numeric not null,
  influenced integer not null,
  influenced_value numeric not null,
  last_touch numeric not null,
  last_touch_value numeric not null,
  first_touch numeric not null,
  first_touch_value numeric not null,
  linear numeric not null,
  linear_value numeric not null,
  position numeric not null,
  position_value numeric not null,
  decay numeric not null,
  decay_value numeric not null
)
table reviews (
  week text not null,
  recipient text not null,
  marked_at timestamp with time zone not null,
  result text
)
table rollout_days (
  journey_id text not null,
  day date not null,
  taken integer not null
) with {fillfactor=50}
table rollup_marks (
  id bigint not null identity,
  kind text not null,
  journey_id text not null,
  at timestamp with time zone not null,
  marked_at timestamp with time zone not null default now()
) with {autovacuum_vacuum_scale_factor=0.01,autovacuum_vacuum_cost_delay=0}
table short_links (
  code text not null,
  message_id uuid not null,
  url text not null,
  created_at timestamp with time zone not null default clock_timestamp()
)
table sources (
  id text not null,
  created_at timestamp with time zone not null default now()
)
table split_decisions (
  id bigint not null identity,
  journey_id text not null,
  step_id text not null,
  experiment text not null,
  content text not null,
  variant text not null,
  decided_at timestamp with time zone not null,
  decided_by text not null,
  evidence jsonb not null,
  reopened_at timestamp with time zone
)
table suppression_changes (
  channel text not null,
  address text not null,
  change text not null,
  reason text not null,
  note text,
  made_by text not null,
  changed_at timestamp with time zone not null
)
table suppressions (
  channel text not null,
  address text not null,
  reason text not null,
  created_at timestamp with time zone not null
)
table template_links (
  url text not null,
  host text not null,
  templates jsonb not null,
  due_at timestamp with time zone not null,
  asked_at timestamp with time zone,
  answered boolean not null default false,
  why text,
  failures integer not null default 0,
  broken_since timestamp with time zone
)
table templates (
  hash text not null,
  name text not null,
  channel text not null,
  content jsonb not null,
  current boolean not null,
  published_at timestamp with time zone not null
)
table timers (
  enrollment_id uuid not null,
  seq integer not null,
  customer_id uuid not null,
  part smallint not null,
  due_at timestamp with time zone not null,
  attempts smallint not null default 0
) with {autovacuum_vacuum_scale_factor=0.01,autovacuum_vacuum_cost_delay=0}
table watch_backfills (
  plan text not null,
  after_id uuid,
  done_at timestamp with time zone
)
table watches (
  customer_id uuid not null,
  part smallint not null,
  checked_at timestamp with time zone not null,
  members jsonb not null,
  due_at timestamp with time zone
) with {fillfactor=85}
table workspace (
  id boolean not null default true,
  revision integer not null,
  settings jsonb not null,
  published_at timestamp with time zone not null,
  segments jsonb not null default '{}'::jsonb,
  events jsonb not null default '{}'::jsonb
)

-- constraints
api_keys api_keys_hash_key UNIQUE (hash)
api_keys api_keys_pkey PRIMARY KEY (id)
api_keys api_keys_source_id_fkey FOREIGN KEY (source_id) REFERENCES sources(id)
audience_checks audience_checks_pkey PRIMARY KEY (id)
audience_entries audience_entries_kind_check CHECK ((kind = ANY (ARRAY['email'::text, 'phone'::text])))
audience_entries audience_entries_pkey PRIMARY KEY (audience, hash)
audience_entries audience_entries_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'claimed'::text, 'done'::text, 'failed'::text])))
audience_members audience_members_pkey PRIMARY KEY (audience, customer_id)
audit_findings audit_findings_pkey PRIMARY KEY (id)
audit_findings audit_findings_severity_check CHECK ((severity = ANY (ARRAY['error'::text, 'warning'::text, 'notice'::text])))
calls calls_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'task'::text])))
calls calls_pkey PRIMARY KEY (id)
calls calls_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'claimed'::text, 'done'::text, 'failed'::text])))
clock clock_id_check CHECK (id)
clock clock_pkey PRIMARY KEY (id)
clock clock_speed_check CHECK ((speed > (0)::double precision))
consent_changes consent_changes_method_check CHECK ((method = ANY (ARRAY['single'::text, 'double'::text])))
consent_changes consent_changes_pkey PRIMARY KEY (source_id, event_id, channel)
consent_changes consent_changes_status_check CHECK ((status = ANY (ARRAY['subscribed'::text, 'unsubscribed'::text, 'requested'::text])))
conversions conversions_pkey PRIMARY KEY (source_id, event_id, goal)
coupons coupons_claim_key UNIQUE (claim)
coupons coupons_pkey PRIMARY KEY (pool, code)
credit_marks credit_marks_pkey PRIMARY KEY (id)
credits credits_pkey PRIMARY KEY (source_id, event_id, goal, message_id)
customer_merges customer_merges_kind_check CHECK ((kind = ANY (ARRAY['merged'::text, 'moved'::text, 'split'::text])))
customer_merges customer_merges_pkey PRIMARY KEY (id)
customers customers_email_consent_check CHECK ((email_consent = ANY (ARRAY['subscribed'::text, 'unsubscribed'::text, 'unknown'::text])))
customers customers_pkey PRIMARY KEY (id)
customers customers_sms_consent_check CHECK ((sms_consent = ANY (ARRAY['subscribed'::text, 'unsubscribed'::text, 'unknown'::text])))
decisions decisions_pkey PRIMARY KEY (enrollment_id, n)
disabled_endpoints disabled_endpoints_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'audience'::text])))
disabled_endpoints disabled_endpoints_pkey PRIMARY KEY (kind, name)
done_replies done_replies_pkey PRIMARY KEY (event_id)
enrollments enrollments_held_by_check CHECK ((held_by = ANY (ARRAY['journey'::text, 'global'::text])))
enrollments enrollments_pkey PRIMARY KEY (id)
enrollments enrollments_status_check CHECK ((status = ANY (ARRAY['active'::text, 'completed'::text, 'exited'::text, 'converted'::text])))
erasures erasures_pkey PRIMARY KEY (name_hash)
event_repeats event_repeats_pkey PRIMARY KEY (id)
events events_pkey PRIMARY KEY (source_id, id)
failed_events failed_events_pkey PRIMARY KEY (id)
failed_webhooks failed_webhooks_body_encoding_check CHECK ((body_encoding = 'base64'::text))
failed_webhooks failed_webhooks_pkey PRIMARY KEY (id)
feed_runs feed_runs_pkey PRIMARY KEY (id)
holdout_shares holdout_shares_pkey PRIMARY KEY (id)
identities identities_kind_check CHECK ((kind = ANY (ARRAY['id'::text, 'email'::text, 'phone'::text, 'anonymousId'::text, 'orderToken'::text, 'checkoutToken'::text, 'cartToken'::text])))
identities identities_pkey PRIMARY KEY (kind, value)
identity_links identity_links_pkey PRIMARY KEY (kind, value, anonymous_id)
installation installation_id_check CHECK (id)
installation installation_pkey PRIMARY KEY (id)
job_cursors job_cursors_pkey PRIMARY KEY (name)
journey_versions journey_versions_journey_id_hash_key UNIQUE (journey_id, hash)
journey_versions journey_versions_pkey PRIMARY KEY (journey_id, version)
journeys journeys_pkey PRIMARY KEY (id)
journeys journeys_status_check CHECK ((status = ANY (ARRAY['active'::text, 'archived'::text])))
link_keys link_keys_pkey PRIMARY KEY (id)
messages messages_category_check CHECK ((category = ANY (ARRAY['marketing'::text, 'transactional'::text])))
messages messages_delivery_check CHECK ((delivery = ANY (ARRAY['accepted'::text, 'deferred'::text, 'delivered'::text, 'opened'::text, 'clicked'::text, 'bounced'::text, 'complained'::text])))
messages messages_enrollment_id_step_id_pass_key UNIQUE (enrollment_id, step_id, pass)
messages messages_pkey PRIMARY KEY (id)
messages messages_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'claimed'::text, 'on_wire'::text, 'sent'::text, 'failed'::text, 'unknown'::text, 'withdrawn'::text, 'skipped'::text, 'held_out'::text])))
orders orders_pkey PRIMARY KEY (source_id, event_id)
outcomes outcomes_pkey PRIMARY KEY (enrollment_id, goal)
privacy_requests privacy_requests_kind_check CHECK ((kind = ANY (ARRAY['export'::text, 'erase'::text, 'erase_shop'::text])))
privacy_requests privacy_requests_pkey PRIMARY KEY (id)
product_changes product_changes_kind_check CHECK ((kind = ANY (ARRAY['price_dropped'::text, 'back_in_stock'::text])))
product_changes product_changes_pkey PRIMARY KEY (id)
product_interests product_interests_pkey PRIMARY KEY (product_id, customer_id)
product_stock product_stock_pkey PRIMARY KEY (inventory_item_id, location_id)
products products_pkey PRIMARY KEY (id)
recommendations recommendations_pkey PRIMARY KEY (kind, about, product_id)
refusal_marks refusal_marks_pkey PRIMARY KEY (id)
report_arms report_arms_pkey PRIMARY KEY (journey_id, day, split, arm, goal, currency, version)
report_entries report_entries_pkey PRIMARY KEY (journey_id, day, dimension, value, version, held_by)
report_events report_events_pkey PRIMARY KEY (hour, source_id, type)
report_health report_health_pkey PRIMARY KEY (journey_id, day, channel, sender, domain)
report_holds report_holds_action_check CHECK ((action = ANY (ARRAY['skipped'::text, 'waited'::text])))
report_holds report_holds_pkey PRIMARY KEY (journey_id, day, step_id, channel, stage, action, reason, rule, version)
report_holds report_holds_stage_check CHECK ((stage = ANY (ARRAY['decision'::text, 'hand_over'::text])))
report_messages report_messages_pkey PRIMARY KEY (journey_id, day, dimension, value, step_id, channel, version)
report_orders report_orders_basis_check CHECK ((basis = ANY (ARRAY['order'::text, 'entry'::text])))
report_orders report_orders_pkey PRIMARY KEY (basis, dimension, journey_id, day, value, goal, currency)
report_refusals report_refusals_pkey PRIMARY KEY (journey_id, day, reason, version)
report_refused report_refused_fault_check CHECK ((fault = ANY (ARRAY[''::text, 'missing'::text, 'wrong'::text])))
report_refused report_refused_pkey PRIMARY KEY (hour, source_id, type, path, fault)
report_revisions report_revisions_pkey PRIMARY KEY (id)
report_shop report_shop_pkey PRIMARY KEY (journey_id, day, currency)
reviews reviews_pkey PRIMARY KEY (week, recipient)
rollout_days rollout_days_pkey PRIMARY KEY (journey_id, day)
rollup_marks rollup_marks_kind_check CHECK ((kind = ANY (ARRAY['entries'::text, 'messages'::text, 'holds'::text, 'orders'::text, 'cohorts'::text])))
rollup_marks rollup_marks_pkey PRIMARY KEY (id)
short_links short_links_pkey PRIMARY KEY (code)
sources sources_pkey PRIMARY KEY (id)
split_decisions split_decisions_decided_by_check CHECK ((decided_by = ANY (ARRAY['rule'::text, 'hand'::text])))
split_decisions split_decisions_pkey PRIMARY KEY (id)
suppression_changes suppression_changes_change_check CHECK ((change = ANY (ARRAY['added'::text, 'lifted'::text])))
suppression_changes suppression_changes_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text])))
suppressions suppressions_pkey PRIMARY KEY (channel, address)
suppressions suppressions_reason_check CHECK ((reason = ANY (ARRAY['hard_bounce'::text, 'complaint'::text, 'opt_out'::text, 'manual'::text])))
template_links template_links_pkey PRIMARY KEY (url)
templates templates_pkey PRIMARY KEY (hash)
timers timers_pkey PRIMARY KEY (enrollment_id, seq)
watch_backfills watch_backfills_pkey PRIMARY KEY (plan)
watches watches_pkey PRIMARY KEY (customer_id)
workspace workspace_id_check CHECK (id)
workspace workspace_pkey PRIMARY KEY (id)

-- indexes
CREATE INDEX audience_additions_age ON public.audience_additions USING btree (added_at)
CREATE INDEX audience_additions_customer ON public.audience_additions USING btree (customer_id, added_at)
CREATE INDEX audience_entries_customer ON public.audience_entries USING btree (customer_id)
CREATE INDEX audience_entries_due ON public.audience_entries USING btree (audience, due_at) WHERE (status = 'queued'::text)
CREATE INDEX audience_entries_leases ON public.audience_entries USING btree (lease_until) WHERE (status = 'claimed'::text)
CREATE INDEX audience_members_by_customer ON public.audience_members USING btree (customer_id)
CREATE INDEX audit_findings_by_end ON public.audit_findings USING btree (ended_at)
CREATE INDEX audit_findings_untold ON public.audit_findings USING btree (id) WHERE ((failed_told_at IS NULL) OR ((ended_at IS NOT NULL) AND (recovered_told_at IS NULL)))
CREATE INDEX calls_by_age ON public.calls USING brin (created_at)
CREATE INDEX calls_by_customer ON public.calls USING btree (customer_id)
CREATE INDEX calls_held ON public.calls USING btree (lease_until) WHERE (status = 'claimed'::text)
CREATE INDEX calls_waiting ON public.calls USING btree (kind, target, due_at) WHERE (status = 'queued'::text)
CREATE INDEX consent_changes_by_customer ON public.consent_changes USING btree (customer_id, changed_at)
CREATE INDEX conversions_by_customer ON public.conversions USING btree (customer_id)
CREATE INDEX conversions_by_journey ON public.conversions USING btree (journey_id, occurred_at)
CREATE INDEX conversions_by_order ON public.conversions USING btree (order_id) WHERE (order_id IS NOT NULL)
CREATE INDEX conversions_by_time ON public.conversions USING btree (occurred_at)
CREATE INDEX coupons_by_customer ON public.coupons USING btree (customer_id) WHERE (customer_id IS NOT NULL)
CREATE INDEX coupons_free ON public.coupons USING btree (pool, code) WHERE (claim IS NULL)
CREATE INDEX credits_by_customer ON public.credits USING btree (customer_id)
CREATE INDEX credits_by_entry ON public.credits USING btree (entered_at)
CREATE INDEX credits_by_message ON public.credits USING btree (message_id)
CREATE INDEX customer_merges_from ON public.customer_merges USING btree (from_id, merged_at)
CREATE INDEX customer_merges_into ON public.customer_merges USING btree (into_id, merged_at)
CREATE INDEX decisions_by_age ON public.decisions USING brin (decided_at)
CREATE INDEX decisions_of_holds ON public.decisions USING btree (journey_id, decided_at) WHERE ((kind = ANY (ARRAY['skipped'::text, 'waited'::text])) AND (reason = ANY (ARRAY['capped'::text, 'room_kept'::text, 'quiet_hours'::text])))
CREATE INDEX enrollments_by_customer ON public.enrollments USING btree (customer_id, journey_id, entered_at)
CREATE INDEX enrollments_by_journey ON public.enrollments USING btree (journey_id, entered_at)
CREATE INDEX erasures_by_time ON public.erasures USING btree (erased_at)
CREATE INDEX events_by_customer ON public.events USING btree (customer_id, type, occurred_at)
CREATE INDEX events_by_processing ON public.events USING brin (processed_at)
CREATE INDEX events_of_orders ON public.events USING btree ((((properties -> 'order'::text) ->> 'id'::text))) WHERE ((type = ANY (ARRAY['order_completed'::text, 'order_cancelled'::text, 'order_refunded'::text])) AND (length(((properties -> 'order'::text) ->> 'id'::text)) <= 200))
CREATE INDEX events_replies ON public.events USING btree (occurred_at) WHERE (type = 'sms_replied'::text)
CREATE INDEX failed_events_by_time ON public.failed_events USING btree (failed_at, id) WHERE (replayed_at IS NULL)
CREATE INDEX failed_webhooks_by_time ON public.failed_webhooks USING btree (failed_at, id)
CREATE INDEX feed_runs_by_feed ON public.feed_runs USING btree (feed, started_at DESC)
CREATE INDEX holdout_shares_by_journey ON public.holdout_shares USING btree (journey_id, id)
CREATE INDEX identities_by_customer ON public.identities USING btree (customer_id)
CREATE INDEX identities_by_known ON public.identities USING btree (known_value) WHERE (known_value IS NOT NULL)
CREATE INDEX identity_links_by_browser ON public.identity_links USING btree (anonymous_id)
CREATE INDEX messages_by_age ON public.messages USING brin (created_at)
CREATE INDEX messages_by_customer ON public.messages USING btree (customer_id, created_at)
CREATE INDEX messages_by_journey_day ON public.messages USING btree (journey_id, COALESCE(wire_at, created_at))
CREATE INDEX messages_failed ON public.messages USING btree (created_at) WHERE (status = ANY (ARRAY['failed'::text, 'unknown'::text]))
CREATE INDEX messages_held ON public.messages USING btree (lease_until) WHERE (status = ANY (ARRAY['claimed'::text, 'on_wire'::text]))
CREATE INDEX messages_provider_id ON public.messages USING btree (provider_id) WHERE (provider_id IS NOT NULL)
CREATE INDEX messages_waiting ON public.messages USING btree (channel, due_at) WHERE (status = 'queued'::text)
CREATE INDEX messages_waiting_by_age ON public.messages USING btree (channel, created_at) WHERE (status = 'queued'::text)
CREATE INDEX messages_waiting_first ON public.messages USING btree (channel, due_at) WHERE ((status = 'queued'::text) AND (category = 'transactional'::text))
CREATE INDEX orders_by_customer ON public.orders USING btree (customer_id)
CREATE INDEX orders_by_time ON public.orders USING btree (occurred_at)
CREATE INDEX outcomes_by_customer ON public.outcomes USING btree (customer_id)
CREATE INDEX outcomes_by_journey ON public.outcomes USING btree (journey_id, goal, entered_at)
CREATE INDEX privacy_requests_open ON public.privacy_requests USING btree (due_at) WHERE (done_at IS NULL)
CREATE INDEX product_changes_open ON public.product_changes USING btree (changed_at, id) WHERE (done_at IS NULL)
CREATE INDEX product_interests_by_customer ON public.product_interests USING btree (customer_id)
CREATE INDEX products_by_category ON public.products USING gin (categories) WHERE (removed_at IS NULL)
CREATE INDEX products_by_collection ON public.products USING gin (collections) WHERE (removed_at IS NULL)
CREATE INDEX products_by_feed ON public.products USING btree (feed) WHERE (removed_at IS NULL)
CREATE INDEX products_by_inventory_item ON public.products USING gin (((data -> 'variants'::text)) jsonb_path_ops)
CREATE INDEX report_arms_by_split ON public.report_arms USING btree (split, goal, day)
CREATE INDEX report_entries_by_dimension ON public.report_entries USING btree (dimension, day)
CREATE INDEX report_messages_by_dimension ON public.report_messages USING btree (dimension, day)
CREATE INDEX report_orders_by_day ON public.report_orders USING btree (day)
CREATE INDEX report_revisions_by_day ON public.report_revisions USING btree (day)
CREATE INDEX short_links_message ON public.short_links USING btree (message_id)
CREATE INDEX suppression_changes_address ON public.suppression_changes USING btree (channel, address, changed_at)
CREATE INDEX template_links_due ON public.template_links USING btree (due_at)
CREATE INDEX timers_due ON public.timers USING btree (due_at)
CREATE INDEX watches_due ON public.watches USING btree (due_at) WHERE (due_at IS NOT NULL)
CREATE UNIQUE INDEX api_keys_hash_key ON public.api_keys USING btree (hash)
CREATE UNIQUE INDEX api_keys_pkey ON public.api_keys USING btree (id)
CREATE UNIQUE INDEX audience_checks_pkey ON public.audience_checks USING btree (id)
CREATE UNIQUE INDEX audience_entries_pkey ON public.audience_entries USING btree (audience, hash)
CREATE UNIQUE INDEX audience_members_pkey ON public.audience_members USING btree (audience, customer_id)
CREATE UNIQUE INDEX audit_findings_open ON public.audit_findings USING btree (area, code, subject) WHERE (ended_at IS NULL)
CREATE UNIQUE INDEX audit_findings_pkey ON public.audit_findings USING btree (id)
CREATE UNIQUE INDEX calls_pkey ON public.calls USING btree (id)
CREATE UNIQUE INDEX clock_pkey ON public.clock USING btree (id)
CREATE UNIQUE INDEX consent_changes_pkey ON public.consent_changes USING btree (source_id, event_id, channel)
CREATE UNIQUE INDEX conversions_pkey ON public.conversions USING btree (source_id, event_id, goal)
CREATE UNIQUE INDEX coupons_claim_key ON public.coupons USING btree (claim)
CREATE UNIQUE INDEX coupons_pkey ON public.coupons USING btree (pool, code)
CREATE UNIQUE INDEX credit_marks_pkey ON public.credit_marks USING btree (id)
CREATE UNIQUE INDEX credits_pkey ON public.credits USING btree (source_id, event_id, goal, message_id)
CREATE UNIQUE INDEX customer_merges_pkey ON public.customer_merges USING btree (id)
CREATE UNIQUE INDEX customers_pkey ON public.customers USING btree (id)
CREATE UNIQUE INDEX decisions_pkey ON public.decisions USING btree (enrollment_id, n)
CREATE UNIQUE INDEX disabled_endpoints_pkey ON public.disabled_endpoints USING btree (kind, name)
CREATE UNIQUE INDEX done_replies_pkey ON public.done_replies USING btree (event_id)
CREATE UNIQUE INDEX enrollments_one_active ON public.enrollments USING btree (customer_id, journey_id, key) WHERE (status = 'active'::text)
CREATE UNIQUE INDEX enrollments_pkey ON public.enrollments USING btree (id)
CREATE UNIQUE INDEX erasures_pkey ON public.erasures USING btree (name_hash)
CREATE UNIQUE INDEX event_repeats_pkey ON public.event_repeats USING btree (id)
CREATE UNIQUE INDEX events_pkey ON public.events USING btree (source_id, id)
CREATE UNIQUE INDEX failed_events_open ON public.failed_events USING btree (source_id, event_id) WHERE (replayed_at IS NULL)
CREATE UNIQUE INDEX failed_events_pkey ON public.failed_events USING btree (id)
CREATE UNIQUE INDEX failed_webhooks_once ON public.failed_webhooks USING btree (platform, source_id, key)
CREATE UNIQUE INDEX failed_webhooks_pkey ON public.failed_webhooks USING btree (id)
CREATE UNIQUE INDEX feed_runs_pkey ON public.feed_runs USING btree (id)
CREATE UNIQUE INDEX holdout_shares_pkey ON public.holdout_shares USING btree (id)
CREATE UNIQUE INDEX identities_pkey ON public.identities USING btree (kind, value)
CREATE UNIQUE INDEX identity_links_pkey ON public.identity_links USING btree (kind, value, anonymous_id)
CREATE UNIQUE INDEX installation_pkey ON public.installation USING btree (id)
CREATE UNIQUE INDEX job_cursors_pkey ON public.job_cursors USING btree (name)
CREATE UNIQUE INDEX journey_versions_journey_id_hash_key ON public.journey_versions USING btree (journey_id, hash)
CREATE UNIQUE INDEX journey_versions_pkey ON public.journey_versions USING btree (journey_id, version)
CREATE UNIQUE INDEX journeys_pkey ON public.journeys USING btree (id)
CREATE UNIQUE INDEX link_keys_pkey ON public.link_keys USING btree (id)
CREATE UNIQUE INDEX messages_enrollment_id_step_id_pass_key ON public.messages USING btree (enrollment_id, step_id, pass)
CREATE UNIQUE INDEX messages_pkey ON public.messages USING btree (id)
CREATE UNIQUE INDEX orders_pkey ON public.orders USING btree (source_id, event_id)
CREATE UNIQUE INDEX outcomes_pkey ON public.outcomes USING btree (enrollment_id, goal)
CREATE UNIQUE INDEX privacy_requests_pkey ON public.privacy_requests USING btree (id)
CREATE UNIQUE INDEX product_changes_pkey ON public.product_changes USING btree (id)
CREATE UNIQUE INDEX product_interests_pkey ON public.product_interests USING btree (product_id, customer_id)
CREATE UNIQUE INDEX product_stock_pkey ON public.product_stock USING btree (inventory_item_id, location_id)
CREATE UNIQUE INDEX products_pkey ON public.products USING btree (id)
CREATE UNIQUE INDEX recommendations_pkey ON public.recommendations USING btree (kind, about, product_id)
CREATE UNIQUE INDEX refusal_marks_pkey ON public.refusal_marks USING btree (id)
CREATE UNIQUE INDEX report_arms_pkey ON public.report_arms USING btree (journey_id, day, split, arm, goal, currency, version)
CREATE UNIQUE INDEX report_entries_pkey ON public.report_entries USING btree (journey_id, day, dimension, value, version, held_by)
CREATE UNIQUE INDEX report_events_pkey ON public.report_events USING btree (hour, source_id, type)
CREATE UNIQUE INDEX report_health_pkey ON public.report_health USING btree (journey_id, day, channel, sender, domain)
CREATE UNIQUE INDEX report_holds_pkey ON public.report_holds USING btree (journey_id, day, step_id, channel, stage, action, reason, rule, version)
CREATE UNIQUE INDEX report_messages_pkey ON public.report_messages USING btree (journey_id, day, dimension, value, step_id, channel, version)
CREATE UNIQUE INDEX report_orders_pkey ON public.report_orders USING btree (basis, dimension, journey_id, day, value, goal, currency)
CREATE UNIQUE INDEX report_refusals_pkey ON public.report_refusals USING btree (journey_id, day, reason, version)
CREATE UNIQUE INDEX report_refused_pkey ON public.report_refused USING btree (hour, source_id, type, path, fault)
CREATE UNIQUE INDEX report_revisions_pkey ON public.report_revisions USING btree (id)
CREATE UNIQUE INDEX report_shop_pkey ON public.report_shop USING btree (journey_id, day, currency)
CREATE UNIQUE INDEX reviews_pkey ON public.reviews USING btree (week, recipient)
CREATE UNIQUE INDEX rollout_days_pkey ON public.rollout_days USING btree (journey_id, day)
CREATE UNIQUE INDEX rollup_marks_pkey ON public.rollup_marks USING btree (id)
CREATE UNIQUE INDEX short_links_pkey ON public.short_links USING btree (code)
CREATE UNIQUE INDEX sources_pkey ON public.sources USING btree (id)
CREATE UNIQUE INDEX split_decisions_in_force ON public.split_decisions USING btree (journey_id, step_id, content) WHERE (reopened_at IS NULL)
CREATE UNIQUE INDEX split_decisions_pkey ON public.split_decisions USING btree (id)
CREATE UNIQUE INDEX suppressions_pkey ON public.suppressions USING btree (channel, address)
CREATE UNIQUE INDEX template_links_pkey ON public.template_links USING btree (url)
CREATE UNIQUE INDEX templates_current ON public.templates USING btree (channel, name) WHERE current
CREATE UNIQUE INDEX templates_pkey ON public.templates USING btree (hash)
CREATE UNIQUE INDEX timers_pkey ON public.timers USING btree (enrollment_id, seq)
CREATE UNIQUE INDEX watch_backfills_pkey ON public.watch_backfills USING btree (plan)
CREATE UNIQUE INDEX watches_pkey ON public.watches USING btree (customer_id)
CREATE UNIQUE INDEX workspace_pkey ON public.workspace USING btree (id)

-- functions
CREATE OR REPLACE FUNCTION public.tf_now()
 RETURNS timestamp with time zone
 LANGUAGE sql
 PARALLEL SAFE
AS $function$
     select clock_anchor + (clock_timestamp() - real_anchor) * speed from clock
   $function$
