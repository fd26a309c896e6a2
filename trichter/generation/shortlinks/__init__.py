"""Short links of campaigns: where each leads, with its parameters, and how often it was followed on a day."""
