"""The window: screens on top of the engine. The only rooms that know Qt."""
