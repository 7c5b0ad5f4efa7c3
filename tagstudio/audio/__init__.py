"""Audio files: find, read, decode, hash and retag them; knows no models and no database."""
