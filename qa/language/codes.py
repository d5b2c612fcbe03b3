"""The languages that ``detect`` tells apart."""

from __future__ import annotations

CODES = frozenset(
    (
        *("af", "am", "ar", "bg", "bn", "bo", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr"),
        *("gu", "he", "hi", "hr", "hu", "hy", "id", "it", "ja", "ka", "km", "kn", "ko", "lo", "lt", "lv", "mk", "ml"),
        *("mr", "my", "ne", "nl", "no", "or", "pa", "pl", "pt", "ro", "ru", "si", "sk", "sl", "so", "sq", "sv", "sw"),
        *("ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zh"),
    )
)
"""ISO 639-1 codes."""
