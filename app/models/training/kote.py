"""The 44 labels of KOTE (Korean online comments; Jeon et al., arXiv 2205.05300), and which of our six they speak for.

A comment carries about eight labels at once. It is used when exactly one of the five feelings is said by a label that
can mean nothing else (`CORE`); 없음 ("none") alone is 일상. The rest is counted and left out.
"""

from collections.abc import Collection

from app.diary.emotion import Emotion

_NAMES = """
불평/불만 환영/호의 감동/감탄 지긋지긋 고마움 슬픔 화남/분노 존경 기대감 우쭐댐/무시함 안타까움/실망 비장함 의심/불신
뿌듯함 편안/쾌적 신기함/관심 아껴주는 부끄러움 공포/무서움 절망 한심함 역겨움/징그러움 짜증 어이없음 없음 패배/자기혐오
귀찮음 힘듦/지침 즐거움/신남 깨달음 죄책감 증오/혐오 흐뭇함(귀여움/예쁨) 당황/난처 경악 부담/안_내킴 서러움 재미없음
불쌍함/연민 놀람 행복 불안/걱정 기쁨 안심/신뢰
"""
LABELS = tuple(_NAMES.split())  # in the order of their numbers
NONE = "없음"
CORE = {
    Emotion.JOY: {"감동/감탄", "고마움", "뿌듯함", "편안/쾌적", "즐거움/신남", "흐뭇함(귀여움/예쁨)", "행복", "기쁨"},
    Emotion.SADNESS: {"슬픔", "서러움"},
    Emotion.DEPRESSION: {"절망", "패배/자기혐오", "힘듦/지침"},
    Emotion.ANGER: {"화남/분노", "짜증", "증오/혐오"},
    Emotion.ANXIETY: {"공포/무서움", "불안/걱정"},
}


def of_numbers(numbers: Collection[int]) -> Emotion | None:
    """Our emotion for a comment's label numbers, or None. Raises IndexError for a number that is none of the 44."""
    if any(number < 0 for number in numbers):
        raise IndexError(min(numbers))
    names = {LABELS[number] for number in numbers}
    said = [emotion for emotion, core in CORE.items() if names & core]
    if len(said) == 1:
        return said[0]
    return Emotion.NEUTRAL if not said and NONE in names else None
