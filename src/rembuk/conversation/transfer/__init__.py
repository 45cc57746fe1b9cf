"""Moving conversations in from other systems, and out in a plain format. `docs/moving.md` tells it to people."""
