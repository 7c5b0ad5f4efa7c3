"""Networks of equal size trained on one labelled set, measured on the same test clips."""
