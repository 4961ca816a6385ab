"""What people wrap around a command (야, 음, 아 맞다, 알았어 그럼; 제발, 응?, ㅠㅠ), and how they spell it.

Only what tells nothing is taken off (a call, a sigh, a go-ahead, a plea), so what is left of a diary line is still a
diary line. A word of one syllable is taken off where a space or a mark follows it, since 야 also begins 야근.
"""

import re
import unicodedata
from collections.abc import Iterator

CALLS = (
    r"(?:버디|토닥|토닥이|토닥토닥|토끼|토끼닥터|토끼박사|토끼선생|토끼의사|닥터|박사|의사선생|선생|쌤)"
    r"(?:야|아|님|님아|님요|이야)?"
)
# Before a shape in which any word may stand: 고잔동 날씨 어때 is asked, 엄마가 날씨 어때 (하고 물었다) is told.
NOBODY = (
    r"(?!\w*(?:한테|에게|엄마|아빠|어머니|아버지|할머니|할아버지|언니|누나|오빠|동생|남편|아내|이모|고모|삼촌|친구|"
    r"애들|아이|선생|팀장|부장|"
    r"과장|사장|상사|누가|애가|걔가|걔는|사람|의사|자꾸|맨날|그랬|물었|묻))"
)
_GAP = r"[\s,.!?~…·]"
_SHORT = "[음흠자응엥헐와참저얘걍좀쫌에]|음+|어+|아+|야+|네+|예|오+"
_LONG = (
    "벌써|어머나?|세상에|여보세요|그러고 ?보니|시끄러워?|저기요?|있잖아요?|있지|혹시|이봐요?|이보게|여보게|여기요|"
    "안녕하세요|아이[고구]|에구|어휴|에휴|아따|야야|하이|헤이|이보쇼|아니|아?맞다|아참|참나|"
    "근데요?|그런데|그럼|그러면|그래|그냥|이제|인제|인자|일단|우선|아무튼|어쨌든|그나저나|됐고|됐어요?|알았어요?|"
    "알겠어요?|오케이|오키|좋아요?|"
    "미안한데|미안하지만|죄송한데요?|죄송하지만|실례지만|부탁인데|[니네너]가|잠깐만요?|잠깐|잠시만요?|빨리|얼른|제발"
)
_PLEAS = "제발요?|플리즈|빨리요?|얼른요?|퍼뜩|부탁해요?|부탁드려요|부탁드립니다|부탁할게요?"
_OPENING = re.compile(rf"(?:(?:{_SHORT})(?={_GAP})|{CALLS}(?={_GAP})|{_LONG}){_GAP}*(?=.)")
_LAST = re.compile(
    rf"(?:{_GAP}+(?:응|어|네|예|좀|쫌|엉|웅|이제|한번만|당장|헤헤|히히|부탁|오케이|알았지|알겠지|알았죠|알겠죠|"
    rf"{CALLS})|"
    rf"{_GAP}*(?:{_PLEAS}))$"
)
_DEEPEST = 6  # one more than the openings that are taken off
_NOT_LETTERS = re.compile(r"[^가-힣a-z0-9]+")
_MARKS = re.compile(r"[^가-힣a-z0-9\s,.!?~…·]+")
_EDGES = re.compile(rf"^{_GAP}+|(?<!{_GAP}){_GAP}+$")
_GAPS = re.compile(rf"(?<!{_GAP}){_GAP}+(?=.)")

# Jamo that stand for a word, before all the others (ㅋㅋ, ㅠㅠ) are dropped.
_JAMO = (("ㅂㅂ", " 바이바이 "), ("ㅇㄸ", "어때"), ("ㅈㅅ", " 죄송한데 "))
# What fingers and recognisers make of a request, written without spaces: (written, meant).
_SPELLINGS = tuple(
    (re.compile(written), meant)
    for written, meant in (
        ("[몃멷몆]", "몇"),
        ("메칠|몇칠", "며칠"),
        ("됬", "됐"),
        ("몇십니까", "몇시입니까"),
        ("어[떄떼]", "어때"),
        ("머라(?=[고구카캐])", "뭐라"),
        ("비쏘리|빗쏘리", "빗소리"),
        ("초기와(?=[해하시])", "초기화"),
        ("(?:일거|일꺼|읽거|익어)(?=[줘조죠쥬주])", "읽어"),
        ("(?:트러|틀러)(?=[줘조죠쥬주])", "틀어"),
        ("(?<=[어여려해아켜꺼춰와써쳐내라러])[조죠쥬줭](?=$|요)", "줘"),
        ("(?<=[어여려해아켜꺼춰와써쳐내라러])주[세셰](?:요|여|용|염|욤|유|영)오*", "주세요"),
        ("(?<=[줘봐래])(?:용|염|욤|여|유|영)$", "요"),
        ("(?<=[줘봐쇼요게해다])(?:잉|앙|엉|오+|어+)$", ""),
    )
)


def letters_of(text: str) -> str:
    """The letters of `text` as shapes are compared with them: without spaces and marks, in the usual spelling."""
    letters = _NOT_LETTERS.sub("", text)
    for written, meant in _SPELLINGS:
        letters = written.sub(meant, letters)
    return letters


def unwrapped(text: str) -> Iterator[str]:
    """`text` in lower case and without laughs and emoji, then what is left of it as its wrapping is taken off."""
    text = unicodedata.normalize("NFC", text).lower()
    for jamo, meant in _JAMO:
        text = text.replace(jamo, meant)
    front = _EDGES.sub("", _MARKS.sub(" ", text))
    seen = set()
    for _ in range(_DEEPEST):
        rest = front
        while rest and rest not in seen:
            seen.add(rest)
            yield rest
            last = _LAST.search(rest)
            if last is not None:
                rest = _EDGES.sub("", rest[: last.start()])
        opening = _OPENING.match(front)
        if opening is None:
            return
        front = front[opening.end() :]


def halves(text: str) -> Iterator[tuple[str, str]]:
    """The ways to cut `text` in two between words."""
    for gap in _GAPS.finditer(text):
        yield text[: gap.start()], text[gap.end() :]
