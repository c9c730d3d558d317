"""Drills of several `otandas run` processes on one PostgreSQL, and how many updates a second they handle.

    python -m benchmarks.replicas                    # every drill, as the issue asks for them
    python -m benchmarks.replicas conversations --conversations 200
    python -m benchmarks.replicas.rates              # what `otandas bench updates` runs

Everything runs on this machine and ends by itself: PostgreSQL of its own, nginx with its own folder, the
sandbox in the drill's process.
"""
