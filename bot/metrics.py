"""What the house counts, read at /metrics. Names begin with `otandas_`; no label carries a person."""

from prometheus_client import Counter

UPDATES_HANDLED = Counter("otandas_updates_handled_total", "Updates handled to the end")
UPDATES_HELD = Counter("otandas_updates_held_total", "Updates set aside after failing too often")
