"""From files to samples: decoders, windows, streams, waveforms."""
