"""The kit for taggers: who gives logits and an embedding of some windows gets the rest from here.

`LinearTagger` decodes, scores, learns from answers and keeps what it learned; its parts can be used
alone. It knows numpy and no network: a plugin brings that.
"""
