"""What can be done in the batch room.

Jobs: ``define_jobs``, ``change_status``, ``rerun_failed``. Runs: ``start_runs`` (the tick), ``select_items``,
``claim_chunks``, ``post_chunks``, ``give_back``, ``sweep``, ``finish_runs``; ``work`` strings them together for a worker.
"""
