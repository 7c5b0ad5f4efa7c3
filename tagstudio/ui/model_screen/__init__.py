"""The screen of the model: its versions, what they know, and how they learn."""
