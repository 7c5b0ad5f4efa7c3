"""The CRNN tagger: scores the 50 last.fm tags of a track (Choi et al., ICASSP 2017)."""
