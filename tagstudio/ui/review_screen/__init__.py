"""Review: one track after the other, its suggestions answered by keys, with the sound beside."""
