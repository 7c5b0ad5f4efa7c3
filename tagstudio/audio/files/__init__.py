"""Files on the disk: finding them, opening them, changing them safely."""
