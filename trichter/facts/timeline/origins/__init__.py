"""Where a visit came from: its channel, its campaign, and the written rule that says so."""
