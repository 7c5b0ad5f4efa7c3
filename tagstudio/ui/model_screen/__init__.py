"""The screen of the model: its versions, their scores and their training."""
