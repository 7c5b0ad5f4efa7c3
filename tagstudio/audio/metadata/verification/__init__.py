"""Proof that a file whose tags were written differs in nothing else."""
