"""Is someone in danger, in English? Rules alone, for those who speak English to a Korean diary.

Plainer than the Korean rules (`safety.py`): the cues (`cues/english.py`) of one kind of danger are added up, and what
the sentence itself says against a cue (an idiom, a film, a kitchen, years long over) takes it away or makes it unclear.
"""

import re
from collections.abc import Iterator

from app.models.companion.cues.english import ENGLISH_CUES, EnglishCue, words
from app.models.companion.cues.notation import HARD_FROM, SOFT_FROM, SUPPORTING
from app.models.companion.danger import SAFE, Danger, DangerKind, Level

_PIECE, _OVERLAP = 1_200, 300  # characters judged together: bounds the time
_ENGLISH = re.compile(r"\b[a-z]+ (?:\| )?[a-z]+\b|\b(?:kms|suicid\w+)\b")
_HANGUL = re.compile("[가-힣]")
_IDIOM = words(  # counts where it overlaps the cue
    r"(?:die|dying|died|dead) (?:of|from) (?:embarrassment|laughter|laughing|boredom|heat|hunger|cuteness|shame|"
    r"thirst|stress|happiness|curiosity|cringe)|(?:die|dying|dead) laughing",
    r"(?:kill|killing) my ?self (?:laughing|at the gym|working (?:late|overtime|on|to)|trying to|studying)",
    r"(?:kill|killing) my ?self (?:over|for) (?:a|an|this|that) (?:\w+ )?(?:exam|report|deadline|quiz|presentation|"
    r"cake|ticket|grade|essay|project)",
    r"wanna die (?:my|it was so|lol)|want to die in new orleans|better off dead than red",
)
_BY_CHANCE = words(  # what cuts and burns, and nobody meant it
    r"shav(?:e|ed|ing)|cook(?:ing|ed)?|chop(?:ping|ped)?|slic(?:ing|ed)|kitchen|onions?|carrots?|bread|bagel|avocado|"
    r"tin|paper|envelope|dishes|accident(?:ally)?|by mistake|oven|stove|pan|ironing|curling|soup|gardening|roses?|"
    r"thorns?|my cat|the cat|kitten|surgery|operation|sunburn|mosquito(?:es)?|soccer|football|skateboard(?:ing)?|bike|"
    r"basketball|cabinet|shelf|carbs|bulk(?:ing)?|hair|bangs"
)
_ON_PURPOSE = words(
    r"purpose|to feel|hate my ?self|deserve|punish\w*|wrists?|thighs?|razor|blade|cutter|again|until|secret|hid(?:e|"
    r"ing)?|tonight"
)
_AT_PLAY = words(
    r"{BLOW} (?:me|us) (?:at|in|with) (?:a |the )?(?:\w+ )?(?:chess|poker|tennis|race|mario|monopoly|cards|ping ?pong|"
    r"badminton|pillows?|snowballs?|water balloons?|bowling|scrabble|basketball|games?|sparring|judo|taekwondo|"
    r"football|golf)"
)
_STORY = words(
    r"films?|movies?|books?|novels?|songs?|lyrics|album|(?:tv|the|a|this|of the) shows?|series|episodes?|season|"
    r"dramas?|characters?|documentary|article|podcast|scenes?|actors?|actress|chapter|headlines?|villain|musical|"
    r"opera|webtoon|manga|anime|netflix|minecraft|boss fight|detective|thriller|comic|plot|protagonist|trailer|finale|"
    r"squad|the hero|video game|the game|hotline|prevention|awareness"
)
_IN_A_STORY = words(
    r"(?:in|of|from) (?:the|a|this|that|my) (?:movie|film|drama|book|scene|episode|novel|show|game|series)"
)
_STORY_IN_KOREAN = re.compile(
    r"노래|앨범|가사|찬양|불렀|부르|들으|들었|들음|듣|무대|콘서트|뮤지컬|영화|드라마|대사|게임|미션|방탈출|(?:이)?라는|단어|수업|책|OST|외[침쳤]|공연|유튜브|자막"
)
_MEANT = words(r"i (?:really |still |just |also )?(?:want|wanna|feel|wish)", r"same as me|like me|me too")
_LAUGHING = words(r"lo+l|lmf?ao+|ha(?:ha)+|rofl|jk|just kidding|xd+|hehe(?:he)*")
_NO_JOKE = words(
    r"serious|srs|not (?:joking|kidding)|i mean it|for real|pills|overdosed?|note|tonight|tried|belt|again"
)
_LONG_AGO = words(
    r"years? ago|used to|when i was (?:a|in|young|little|\d+)|back then|decades? ago|long ago|in those days"
)
_NOW = words(
    r"now|again|still|tonight|last night|today|every (?:day|night)|lately|these days|anymore|i (?:just )?(?:want|wanna)"
)
_OVER_NOW = words(
    r"glad|better now|recovered|recovery|grateful|thankful|im ok(?:ay)? now|im fine now|proud|healed|safe now"
)
_DENIED = re.compile(
    r"\b(?:dont|do not|didnt|never|wouldnt|doesnt|not)(?: (?:really|even|actually|ever|want|wanted|wanna|going|gonna|"
    r"planning|plan|trying|to))* $"
)
_IF_A_JOKE = words(
    r"kill (?:\w+ ){1,3}(?:if|when) (?:he|she|they|one more|another|i have) (?:\w+ ){0,2}(?:eats?|ate|spoils?|"
    r"forgets?|late|sings?|uses?|takes? my|person|email|meeting|hear|touches? my)",
    r"kill (?:\w+ ){1,3}for (?:eating|forgetting|spoiling|telling|taking|stealing|saying|waking|using|being late|"
    r"sending)",
)
_ANOTHER_DIES = words(r"(?:want|hope|wish) (?:my|our|his|her|the|him|her|it|them|this) ")


def assess_english(text: str) -> Danger:
    """The danger in what of `text` is English. Never raises, and takes time linear in its length."""
    said = spelling(text)
    mixed = _HANGUL.search(said) is not None
    if mixed and _STORY_IN_KOREAN.search(text):
        return SAFE  # the title of a song
    found = SAFE
    for piece in _pieces(said):
        if _ENGLISH.search(piece) is not None:
            found = max(found, _judged(piece, least=HARD_FROM if mixed else SUPPORTING), key=lambda each: each.level)
    return found


def spelling(text: str) -> str:
    """`text` as English is looked through: lower case, no apostrophes (im, dont), words and sentence marks apart."""
    text = text.lower().replace("’", "'").replace("`", "'")
    text = re.sub(r"(?<=\w)'(?=\w)", "", text)
    text = re.sub(r"\.{2,}|…|\n(?=[a-z])", " ", text)
    text = re.sub(r"([a-z])\1{2,}", r"\1", text)  # dieee
    text = re.sub(r"(?<=[a-z])(?=[가-힣])|(?<=[가-힣])(?=[a-z])", " ", text)
    text = re.sub(r"[.!?;\n]+", " | ", text)
    return " ".join(re.sub(r"[^\w|]+", " ", text).replace(" 2 die", " to die").split())


def _pieces(said: str) -> Iterator[str]:
    if len(said) <= _PIECE:
        yield said
        return
    seen = set()
    for start in range(0, len(said), _PIECE - _OVERLAP):
        piece = said[start : start + _PIECE]
        if piece not in seen:
            seen.add(piece)
            yield piece


def _judged(said: str, least: int) -> Danger:
    """What the cues that weigh `least` or more make of `said` together."""
    weights: dict[DangerKind, list[tuple[EnglishCue, int]]] = {kind: [] for kind in DangerKind}
    for cue in ENGLISH_CUES:
        if cue.weight >= least:
            weight = max((_weight(cue, hit, said) for hit in cue.pattern.finditer(said)), default=0)
            if weight:
                weights[cue.kind].append((cue, weight))
    best = SAFE
    for kind, found in weights.items():
        total = sum(weight for _, weight in found)
        if found and all(weight < cue.weight for cue, weight in found):
            total = min(total, HARD_FROM - 1)  # denied, over or laughed at, all of it
        level = Level.HARD if total >= HARD_FROM else Level.SOFT if total >= SOFT_FROM else Level.NONE
        if level > best.level:
            telling = [cue.other for cue, weight in found if weight > SUPPORTING] or [cue.other for cue, _ in found]
            best = Danger(level, kind, all(telling), (f"{kind.value}:english",))
    return best


def _weight(cue: EnglishCue, hit: re.Match[str], said: str) -> int:
    """What the cue weighs after what its sentence says against it."""
    start = said.rfind("|", 0, hit.start()) + 1
    end = said.find("|", hit.end())
    sentence = said[start : end if end >= 0 else len(said)]
    if _excused(cue, hit, said, sentence):
        return 0
    unclear = min(cue.weight, SOFT_FROM)
    if _LONG_AGO.search(sentence) and not _NOW.search(sentence):
        return 0 if _OVER_NOW.search(said) and cue.kind is not DangerKind.ABUSE else unclear
    if cue.kind is DangerKind.SUICIDE and not cue.other and _DENIED.search(said[start : hit.start()]):
        return unclear
    if cue.kind in (DangerKind.SUICIDE, DangerKind.OTHERS) and _LAUGHING.search(sentence) and not _NO_JOKE.search(said):
        return unclear
    return cue.weight


def _excused(cue: EnglishCue, hit: re.Match[str], said: str, sentence: str) -> bool:
    kind = cue.kind
    if any(one.start() < hit.end() and hit.start() < one.end() for one in _IDIOM.finditer(said)):
        return True
    if kind is DangerKind.SUICIDE and _ANOTHER_DIES.match(hit[0] + " "):
        return True
    if kind is DangerKind.SELF_HARM and _BY_CHANCE.search(sentence) and not _ON_PURPOSE.search(sentence):
        return True
    if kind is DangerKind.HOME_VIOLENCE and _AT_PLAY.search(sentence):
        return True
    if kind is DangerKind.OTHERS and _IF_A_JOKE.search(sentence):
        return True
    if _STORY.search(sentence) is None:
        return False
    to_me = kind in (DangerKind.ABUSE, DangerKind.HOME_VIOLENCE) and {"me", "us", "my"} & set(hit[0].split())
    return _IN_A_STORY.search(sentence) is not None if to_me else _MEANT.search(said) is None
