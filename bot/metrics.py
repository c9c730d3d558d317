"""What the bot counts, read at /metrics. Names begin with `otandas_`; no label carries a person."""

from prometheus_client import Counter, Histogram

UPDATES_HANDLED = Counter("otandas_updates_handled_total", "Updates handled to the end")
UPDATES_HELD = Counter("otandas_updates_held_total", "Updates set aside after failing too often")
DELIVERIES = Counter("otandas_deliveries_total", "Calls of broadcasts by how they ended", ["outcome"])
LEDGER_REFUSED = Counter("otandas_ledger_refused_total", "Group commits the database refused")
FLOOD_WAITS = Counter("otandas_flood_waits_total", "429s earned by broadcasts")
PERIODIC_FAILED = Counter("otandas_periodic_failed_total", "Rounds of periodic work that failed", ["job"])
REPLY_WAIT = Histogram(
    "otandas_reply_wait_seconds",
    "How long a reply waited for its turn",
    buckets=(0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15),
)
