"""Files in, facts and samples out; knows nothing of models or databases."""
