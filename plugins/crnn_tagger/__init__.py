"""The CRNN tagger: listens to a track and scores the 50 last.fm tags (Choi et al., ICASSP 2017)."""
