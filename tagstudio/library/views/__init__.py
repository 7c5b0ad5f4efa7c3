"""Read models for lists and screens: rows, tag states, counts, review candidates, export."""
