"""Hearing and speaking. All sound inside Todak is 16 kHz mono int16, in blocks of 512 samples (32 ms).

Importing a module here is cheap: PortAudio, Vosk, Kiwi, soxr and espeak are loaded by what needs them.
"""

SAMPLE_RATE = 16_000  # Hz; what Vosk's Korean model and Silero's detector were trained on
BLOCK = 512  # samples; the only size Silero takes at 16 kHz
