"""The page of the disputes: where people disagree, heard and settled; how far they agree."""
