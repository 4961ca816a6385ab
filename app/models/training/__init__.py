"""Making the bundled models: corpus, training, evaluation, export. Needs torch and transformers; the app does not."""
