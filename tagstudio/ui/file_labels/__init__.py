"""Taking the genres over that stand in the files already: what they mean, the question, the job."""
