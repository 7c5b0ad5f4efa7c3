"""The number of answers that a tag needs to be trained, in fine-tuning and from scratch."""

MIN_PER_CLASS_TO_TRAIN = 3  # positives, and negatives, in the training split
