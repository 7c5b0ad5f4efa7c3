"""Training from random weights: the data, the batches, distillation from a teacher."""
