"""The danger cues, one file for each kind of danger; `safety_cues.py` puts them together."""
