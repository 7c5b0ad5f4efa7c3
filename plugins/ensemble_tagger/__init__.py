"""Joint models: several installed models that are heard at once, and judge together."""
