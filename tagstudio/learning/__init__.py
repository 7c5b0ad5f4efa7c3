"""The host's kit for learning from few answers, the same for every tagger; numpy alone.

A tagger gives the logits and an embedding of each track; the rest comes from here: a linear
residual on the prior, solved exactly; folds for ever; and the judge that compares versions without
holding an answer out.
"""
