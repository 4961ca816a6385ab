"""A recogniser's raw words put together again: 음 치료 를 놓쳤 는데 → 치료를 놓쳤는데."""

import re
from itertools import pairwise

from app.models.companion.hangul import FINALS, FIRST, LAST, final, is_syllable
from app.models.companion.plain import WITH_SS

WITH_N = "".join(map(chr, range(FIRST + FINALS.index("ㄴ"), LAST + 1, len(FINALS))))
_LONGEST = 600  # letters looked at
_MARKS = re.compile(r"[.,!?…]")
_RAW = re.compile(
    r"(?<=[가-힣]) (?:(?:을|를|은|는|에|에서|으로|한테|가|도|의|만) |(?:어|어요|네요|는데|습니다|더라|더라고요)(?: |$))"
)
_HESITATES = re.compile(r"(?:^| )음 ")  # nobody types it in the middle of a line without a mark
_AFTER_CLOSED = frozenset(("을", "이", "은", "과", "으로", "이랑", "이나", "이라", "이라고", "이야", "이에요", "이다"))
_AFTER_OPEN = frozenset(("를", "는", "와", "랑"))
_AFTER_ANY = frozenset(
    (
        "가",
        "에",
        "에서",
        "에는",
        "에서는",
        "에만",
        "도",
        "한테",
        "만",
        "까지",
        "부터",
        "마다",
        "의",
        "밖에",
        "처럼",
        "보다",
        "하고",
        "인데",
        "한테는",
        "한테도",
        "한테서",
        "에도",
        "에서도",
        "에다",
        "에다가",
        "에게",
        "엔",
        "까지도",
        "조차",
        "만큼",
        "씩",
        "째",
        "끼리",
    )
)
_ENDINGS = re.compile(  # after what has no other way to go on: 놓쳤 는데, 없 고, 같 아
    r"[어아]요?|네요?|더라|더라고요?|거든요?|습니다|는데요?|은데|지요?|지만|다|고|던|으?면|으?니까|대요?|는지|다네|"
    r"다고|다는|"
    r"다는데|다니까요?|던데|길래|더니|게|잖아요?|을까|[을는은]"
)
_ALWAYS = re.compile(  # endings that are no words, and that nothing before them would be without
    r"고요?|면서|니까|는데요?|는데도|다가|려고|던|든지|거나|인데요?|이라|이?에요|예요|라고|라는|이?라서|이라고|"
    r"거든요|잖아요?|요|"
    r"니다|데요|(?<![노원그미모빨아오])래|래요|"
    r"이고|이지만|이었는데|이지|인[거게가지줄]|라니까?|"
    r"답니다|답니까|랍니다|고는|고|라|거든|어요|아요|네요|군요|구나|구만|더니|던데|던지|드라고?요?|드라구요?|"
    r"더라구요?|길래|자마자|도록|는지|은지|은데|는거[가-힣]{0,2}|"
    r"으(?:면|면서|니까|려고|니|며|러)|을(?:까|까봐|라고|게|거야|래|지|수록)"
)
_MORE_THAN_ONE = re.compile(r"들(?:이|은|을|도|만|한테|끼리|이랑|하고|에게|한테는|이라|이야)")
_DOES = re.compile(  # what makes a verb of the noun before it: 전화 했더니
    r"하(?:고|는|는데|는데도|니까|더라고?|면|면서|시[가-힣]*|지|자|길래|려고|러|다가|네|네요|던|던데|던지|게|기|라고|"
    r"래|"
    r"래요)|"
    r"했[가-힣]*|해(?:진|져|졌[가-힣]*|요|서|서요|도|야|줘|가지고|버[가-힣]+)?|할게[가-힣]*|한다[가-힣]*|합니다"
)
_NO_DEED = re.compile(  # what stands apart from it: 다시 했어, 좋다고 해
    r"[을를이가은는도만에로게고지서면다라자까니데요히려야과와랑네의대봐아어]$|(?:자꾸|계속|혼자|같이|매일|맨날|벌써|"
    r"먼저|그냥|진짜|정말|"
    r"다시|너무|빨리|많이|슬쩍|살짝|얼른|당장|몰래|대충|조금|함께|서로|따로|직접|괜히|함부로|자주|가끔|항상|주로|이제|오늘|어제|내일|그만|아직|처음|형님|선생님|아버님|어머님|안녕|일찍|"
    r"그렇|뭐라|한번|겨우)$"
)
_HOW = ("또", "안", "못", "잘", "더", "왜", "꼭", "막")
_NOT_DONE = re.compile(r"[않못말마]")
# With these no word begins.
_NEVER_OPENS = re.compile(
    r"[렸렀셨혔겼였었았렵렷]|습니다|더라고|더라|시더[니라]|시는데|시던|시네|신다|실때|시면서|시니까|시길래|시는(?: |"
    r"$)|신대|시면(?: |$)|"
    r"이었[고다어는]|였[고다어는]|겠[다어네지]|기로$"
)
_STEMS = "먹앉닫씻웃믿찾받잡넣읽젖늙"  # of verbs, and nothing else
_HELPS = re.compile(r"[줬줘주준봤봐보버놓놨두뒀드]")
_GOES_ON_AFTER_END = re.compile(
    r"싶|[하한해했]|말|뭐|그러|그랬|이러|이랬|가지고|갖고|있|버|서$|가$|왔|오|준(?!비)|줬|줘|주[는고었시셨]|드[리렸려린]"
)  # 마지막이지 싶어서
_GOES_ON = "없않많싫좋같괜찮싶앉받먹높깊귀렇"
_TWO_VERBS = re.compile(  # 들어 온다: written as one
    r"(?<![가-힣])(들어|올라|내려|돌아|걸어|따라|빠져|넘어|데려|가져|이어|쫓아|뛰어|찾아) (?=오[는고지려]|올(?!해)|"
    r"[온왔와가간갈갔]|받)"
)
_FILLERS = frozenset(
    (
        *("음", "어", "막", "뭐", "그", "아", "아니", "에", "저기", "하하", "허허", "아이고", "에휴", "어휴"),
        *("글쎄", "아이구", "어머", "어머나", "아유", "에이", "어우", "휴"),
    )
)
_OF_WHAT = re.compile(r"(?:하[^나루]|했|해|라|랄|래|야)")  # after 뭐
_POINTED_AT = re.compile(  # after 그: 그 말이 좋아서
    r"(?:말|날|때|돈|애|집|값|줄|뒤|손|방|놈|중|정도|순간|자리|생각|게|건|걸|사람|소리|친구|시간|마음|사이|"
    r"한)(?:[이을은는에도만로가를의]|에서|한테)?$"
)
_ENDED = re.compile(
    rf"(?:[{WITH_SS}없](?:어|어요|거든|거든요|더라|더라고|더라고요|지|지요|네|네요|대|대요|습니다|다)|"
    r"거야|거예요|[안못]되지|[가-힣]더라|[가-힣]드라고?|같애|떨려|들려|그러대|[가-힣]하대|돼|몰라|잖아요?|"
    r"(?<![중필수동가민고])(?<=[가-힣])요|"
    r"[가-힣]이지|[가-힣]이야|죠|(?<![노원그미모빨아오])래|래요|"
    r"더라고?요?|"
    r"[된한간온난는]대|같아|싶어|싫어|좋아|아파|(?<![가-힣])안나)$"
)


_PAST_BY_EAR = re.compile(r"(?<=[가-힣 ])([와가해이돼봐])써(?=요? |요?$)")  # 이따 와써
_PAST = {"와": "왔", "가": "갔", "해": "했", "이": "있", "돼": "됐", "봐": "봤"}
_BY_EAR = re.compile(
    r"(?<![가-힣])업(?=더라|서|어|다|네|는데)|(?<=[고 ])시퍼|(?<=[도기] )시러|"
    r"(?<![가-힣])짤(?=[리려린릴])|(?<=[거 ])가타|"
    r"(?<![가-힣])(?:조아|마니|누어)(?![가-힣]{2})"
)
_SPELLED = {
    "업": "없",
    "시퍼": "싶어",
    "시러": "싫어",
    "짤": "잘",
    "가타": "같아",
    "조아": "좋아",
    "마니": "많이",
    "누어": "누워",
}


_NI_KKA = re.compile(r"(?<=[가-힣])니 까(?= |$)")  # 전화 하니 까
_MAY = re.compile(r"(?:기도|긴|기는)$")
_STEM_BEFORE_GI = "좋싫많적있없하프쁘되오가않"
_GOES = re.compile(r"(?:^| )(?:[가-힣]+[러에로] 가요|[안못] ?가요)$")  # 버스 타러 가요 여섯 시에 만나요


def _spelled(text: str) -> str:
    """`text` with the words that a recogniser spelled by ear (와써, 업더라) spelled as they are."""
    text = _NI_KKA.sub("니까", text)
    text = _PAST_BY_EAR.sub(lambda found: _PAST[found[1]] + "어", text)
    return _BY_EAR.sub(lambda found: _SPELLED[found.group()], text)


def is_raw(text: str) -> bool:
    """Whether `text` has the look of a recogniser's words, particles set apart: too often not what was said."""
    if _MARKS.search(text):
        return False  # it sets none
    words = text.split()
    apart = any(word == "이" and is_syllable(before[-1]) and final(before[-1]) for before, word in pairwise(words))
    return apart or _RAW.search(text) is not None or (len(words) > 5 and _HESITATES.search(text) is not None)


def raw_sentences(text: str) -> list[tuple[str, str]]:
    """The sentences of raw words, particles and endings put back, hesitation left out, each without a mark."""
    sentences: list[list[str]] = [[]]
    said = _spelled(text[:_LONGEST]).split()
    for at, word in enumerate(said):
        words = sentences[-1]
        following = said[at + 1] if at + 1 < len(said) else ""
        before = words[-1][-1] if words else ""
        if before and is_syllable(before) and _belongs(words[-1], word, following):
            words[-1] += word
            if word == "야":
                sentences.append([])  # 그냥 숫자야
            continue
        ended = words and (_ENDED.search(words[-1]) or _GOES.search(" ".join(words[-2:])))
        if ended and not _GOES_ON_AFTER_END.match(word):
            sentences.append([])
        if word not in _FILLERS or _means(word, following):
            sentences[-1].append(word)
    for words in sentences:
        while len(words) > 1 and words[-1] in ("가지고", "갖고"):
            words.pop()  # 손이 떨려 가지고, and no more
    return [(_TWO_VERBS.sub(r"\1", " ".join(words)), "") for words in sentences if words]


def _means(filler: str, following: str) -> bool:
    """Whether `filler` is none here: 뭐 하냐, 그 말이."""
    if filler == "뭐":
        return following in _AFTER_ANY or _OF_WHAT.match(following) is not None
    if filler == "아니":
        return following.startswith(("라", "야", "에요", "었", "였", "지만"))  # 내 이름이 아니 라서
    return filler == "그" and _POINTED_AT.match(following) is not None


def _belongs(before: str, word: str, following: str) -> bool:
    """Whether `word` was set apart from `before` and is part of it."""
    last = before[-1]
    if _is_particle(before, word) or _is_ending(last, word, following):
        return True
    if word == "들을" and before in ("말", "소리", "음악", "노래", "얘기"):
        return False
    if word == "들" or _MORE_THAN_ONE.fullmatch(word):
        return last not in "을를은는도에" if word != "들" else last in "이구니원생님애놈람네지모주"
    if word.startswith(("스럽", "스러", "스런")) or re.fullmatch(r"님(?:이|은|을|도|들|한테|께서|들이)?", word):
        return len(before) > 1
    if word == "야":
        return not final(last) and last not in "고서면데도니까다라" and _ENDED.search(before) is None
    if len(before) > 1 and _DOES.fullmatch(word):
        return _NO_DEED.search(before) is None
    if word == "데":
        return last == "는" and len(before) > 1 and (final(before[-2]) == "ㅆ" or before[-2] in "없겠")
    if word in ("이래", "이래요"):
        return final(last) != "" and before not in ("그냥", "맨날", "항상", "늘", "지금", "왜")  # 유방암 이래
    if word == "네":
        return last == "러" or (last in "하가오" and len(before) > 1 and not following)
    if word == "대요" and before in ("된", "한", "안된", "못한", "간다", "온다"):
        return True
    if word == "대":
        return last == "러" or (final(last) == "ㄴ" and len(before) > 1)
    if word in ("져", "진다", "지네", "져서", "졌어", "지면", "지고", "졌는데", "질까"):
        return last in "어아러려여빠파워와커껴겨쳐켜혀펴" and len(before) > 1  # 미끄러 져, 나빠 지면
    if word == "서" and before.endswith(("같아", "많아", "좋아", "싫어", "없어", "있어", "몰라")):
        return True
    return word == "서" and len(before) > 1 and last in "어려져쳐겨셔켜펴여"


def _is_particle(word: str, particle: str) -> bool:
    before = word[-1]
    if before in "은는을를" and particle in ("만", "도", "에", "의", "가", "하고") and len(word) > 2:
        return False  # 산소는 만 충이고
    if particle in ("만", "에", "의") and len(word) > 1 and final(word[-2]) == "ㅆ":
        return False  # 앞머리만 잘랐어 만 원 주고
    if particle in _AFTER_ANY:
        return (particle != "가" or not final(before)) and not (
            particle == "하고" and (before in "고다라자며도" or word in _HOW)
        )
    if particle == "로":
        return final(before) in ("", "ㄹ")
    if particle == "와" and word.endswith(("다가", "보고", "먹고", "타고", "아가", "어가", "려", "져", "러")):
        return False  # 벽지 꽃만 세다가 와
    return particle in (_AFTER_CLOSED if final(before) else _AFTER_OPEN)


def _is_ending(before: str, word: str, following: str) -> bool:
    if word in ("어", "아") and final(before) == "ㄹ" and _HELPS.match(following):
        return True  # 흔들 어 줬네
    if word in ("어", "아") and before in _STEMS:
        return True
    if (
        (word == "애" and before == "같")
        or (word == "지고" and before == "가")
        or (word == "까" and final(before) == "ㄹ")
    ):
        return True
    if word == "가" and (before == "닌" or (before in "는은런" and following.startswith("싶"))):
        return True  # 아닌 가 싶다
    if word == "실" and not final(before) and following[:1] in ("거", "것", "때", "수", "줄", "분", "건"):
        return True  # 어쩌 실 거냐고
    if _MAY.fullmatch(word) and following[:1] in ("하", "해", "했", "한"):
        return before in _STEM_BEFORE_GI or final(before) == "ㅂ"  # 부끄럽 기도 하고
    if word in ("지", "지도", "지는", "질", "지를") and _NOT_DONE.match(following):
        return True  # 부럽 지도 않고
    if word == "면" and not final(before) and following:
        return True
    if (before == "다" and word in ("는데", "는데도", "는", "며")) or (before == "면" and word == "서"):
        return True
    if _ALWAYS.fullmatch(word) or _NEVER_OPENS.match(word):
        return True
    return _ENDINGS.fullmatch(word) is not None and (final(before) == "ㅆ" or before in _GOES_ON)
