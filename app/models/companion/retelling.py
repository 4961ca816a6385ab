"""A sentence of the line as it can be told back: 버스를 그냥 보냈어요 → 버스를 그냥 보냈다(는 말에).

Reported speech needs no respect forms and no guess at who did it, only the plain form of the last word. It is made
where the ending leaves no doubt about it (most of all the past, whose every form has ㅆ); any other sentence is left.
"""

import re
from collections.abc import Container, Iterator
from itertools import pairwise

from app.models.companion.hangul import FINALS, FIRST, LAST, final, is_syllable, parts, syllable
from app.models.companion.josa import particle

SHORTEST, ENOUGH, LONGEST = 4, 6, 28  # letters of what is told back; of a part of a sentence, at least ENOUGH
_FARTHEST = 3  # sentences from the end that are tried

_LAUGHS = re.compile(r"[ㄱ-ㅎㅏ-ㅣ]+")  # they end a sentence as a mark does
_SENTENCE = re.compile(r"([^.!?…~\n]+)([.!?…~\n]*)")
_EDGES = "\"'“”‘’()[]<>「」『』,;:·^- "
_MARKS = re.compile(r"[.,!?…]")
_RAW = re.compile(
    r"(?<=[가-힣]) (?:(?:을|를|은|는|에|에서|으로|한테|가|도|의|만) |(?:어|어요|네요|는데|습니다|더라|더라고요)(?: |$))"
)

_LONE_PARTICLE = re.compile(r"(?<=[가-힣]) (을|를|이|가|은|는|에|에서|으로|도|한테|만)(?= )")
_LONE_ENDING = re.compile(r"(?<=[가-힣]) (어|어요|지|네요|더라|더라고요|거든|거든요|습니다)$")
_LONGEST_RAW = 16  # letters

# Words that only the speaker can say: left out, or said from outside.
_LEFT_OUT = re.compile(
    r"나는|내가|나도|저는|제가|저도|나|저|내|제|나의|저의|우리|저희|우린|우리는|우리가|우리도|저희는|저희가|"
    r"저희도|나한테|저한테|내게|제게|나한테는|저한테는|나에게는|저에게는|나보고|저보고"
)
_OPENINGS = re.compile(  # left out where they open what is told
    r"난|전|음|어|아|막|뭐|아니|와|야|아이고|어휴|에휴|하|헐|진짜|그냥|오늘|그래서|그리고|그러니까|그러고|그럼|"
    r"그러다|아무튼|암튼|근데|그런데|하지만|그래도|하고|라고|것|거|게|줄|수|때|이러는데|그러는데|그랬더니|"
    r"그러더니"
)
_TURNS = re.compile(  # away from what came before
    r"(?:그러다|근데|그런데|그런데도|하지만|그래도|그러나|지금은|이제는|이젠|요즘은|요샌|요새는)(?: |$)"
)
_ONCE = re.compile(r"(?:처음엔|처음에는|예전엔|예전에는|옛날엔|옛날에는|전에는|한때는) ")
_SAID_OTHERWISE = {"나만": "혼자만", "저만": "혼자만"}
_NOT_TOLD = re.compile(
    r"(?:^| )(?:"
    r"나를|날|저를|나에게|저에게|나랑|저랑|나처럼|나더러|저더러|나 말고|저 말고|나밖에|저밖에|나보다|저보다|"
    r"나 보고|저 보고|나 빼고|저 빼고|너|너는|네가|니가|니들|니들이|너희|너희가|너희는|너도|너랑|너를|널|니|"
    r"당신|토끼|토닥"
    r")(?= |$)|"
    r"죽|뒤[져질]|뒈|자살|자해|사라지|없어지|쓸모|한심|못난|못생|바보|멍청|쓰레기 ?같|병신|미친|새끼|씨발|시발|"
    r"놈|꺼져|지랄|개같|빡치|빡쳐|재수 ?없|살기 싫|살고 싶|때[렸려린]|맞았|칼(?!국수|퇴)|피가|성폭|추행|만졌|"
    r"임신|낙태|유산|키스|섹스|나 같은|저 같은|내 탓|제 탓"
)

_WITH_SS = "".join(map(chr, range(FIRST + FINALS.index("ㅆ"), LAST + 1, len(FINALS))))
_WONDERS = re.compile(  # a question without its mark
    r"(?:^| )(?:왜|언제|어쩌다|어떻게|어쩜|몇[가-힣]*|뭐|뭐가|누구|누가|어디) .*(?:[지까나]|더라)$"
)
# A new clause begins after these, unless the next word belongs to them (하고 있다, 보고 싶다).
_JOINS = re.compile(
    r"(?:"
    r"[는은던]데|[인한간온난된둔준본]데|지만|니까|면서|[^하라다냐자고]고|[^에]서|길래|다가|더니|려고|자마자|"
    r"거나|든지|[아어해여]도|으?며|면|ㄹ수록"
    r")$"
)
_ENDED = re.compile(rf"[{_WITH_SS}없](?:어|어요|거든|거든요|더라|더라고|더라고요|지)$")  # a sentence without a mark
_CLINGS = re.compile(r"(?:있|싶|나서|나니|계|보|말|안 |못 |그런지|그래|인지|는지|왔|갔|가지고|갖고|버|놓|두|줬|주)")

_HEARSAY = re.compile(r"다고 (?:한다|했다|하더라)$")  # told back it is hearsay anyway

_AFTER_PAST = (
    "어|어요|다|습니다|지|지요|죠|네|네요|거든|거든요|는데|는데요|단다|음|구나|군요|는걸|는걸요|더라|더라고|"
    "더라고요|더라구|더라구요|던데|던데요|대|대요|잖아|잖아요|다니까|다니까요|으니까|답니다|엉|어용|지 뭐"
)
_PAST = re.compile(rf"(?P<stem>[{_WITH_SS}없])(?:{_AFTER_PAST})$")
_REPORTED = re.compile(r"(?P<stem>[가-힣]+)(?:더라(?:고|고요|구|구요)?|데요)$")
_FEELS = (  # what is …하다 rather than …한다
    "행복|불안|우울|답답|초조|피곤|편안|편|조용|따뜻|든든|뿌듯|허전|쓸쓸|막막|속상|억울|황당|무기력|심심|궁금|"
    "이상|어색|복잡|캄캄|깜깜|멍|민망|창피|서운|섭섭|먹먹|착잡|허무|공허|무료|한가|분주|비슷|필요|중요|시원|"
    "섬뜩|불쾌|불편|훈훈|뭉클|흐뭇|포근|아늑|뻔|급|심|미안|죄송|감사|찝찝|찜찜|울적|뻐근|나른|노곤|얼떨떨|멀쩡|"
    "서늘|싸늘|썰렁|한산|부족|지루|암담|간절|애틋|싱숭생숭|뒤숭숭|익숙|예민|신기|평범|똑같"
)
_DOES = re.compile(
    r"(?:"
    r"안 |못 |말|말을|생각|공부|일|운동|연락|사랑|좋아|싫어|미워|무서워|준비|걱정|기대|후회|원망|전화|청소|"
    r"반대|거절|무시|자랑|잔소리|칭찬|비교"
    r")$"
)
_HADA = re.compile(rf"(?:{_FEELS})하$")
_QUALITY = re.compile(  # stems of adjectives, for the formal and the written style
    r"(?:"
    r"좋|싫|많|같|싶|없|있|작|적|높|낮|깊|짧|길|멀|괜찮|귀찮|힘들|[가-힣]프|[가-힣]쁘|크|짜|차|비싸|싸|느리|"
    r"시리|아리|흐리|어리|졸리|다르|빠르"
    r")$"
)
# Spoken present forms: the last syllables, and the plain form of them.
_SPOKEN = {
    "좋아": "좋다", "싫어": "싫다", "같아": "같다", "싶어": "싶다", "많아": "많다", "작아": "작다",
    "괜찮아": "괜찮다", "귀찮아": "귀찮다", "힘들어": "힘들다", "멀어": "멀다", "길어": "길다", "짧아": "짧다",
    "높아": "높다", "낮아": "낮다", "깊어": "깊다", "아파": "아프다", "고파": "고프다", "나빠": "나쁘다",
    "바빠": "바쁘다", "예뻐": "예쁘다", "기뻐": "기쁘다", "슬퍼": "슬프다", "서글퍼": "서글프다", "졸려": "졸리다",
    "시려": "시리다", "아려": "아리다", "느려": "느리다", "흐려": "흐리다", "몰라": "모른다", "달라": "다르다",
    "빨라": "빠르다", "불러": "부른다", "올라": "오른다", "놀라": "놀란다", "걱정돼": "걱정된다", "돼": "된다",
    "웃어": "웃는다", "울어": "운다", "살아": "산다", "남아": "남는다", "앉아": "앉는다", "잡아": "잡는다",
    "먹어": "먹는다", "못 자": "못 잔다", "안 자": "안 잔다", "안 나": "안 난다", "생각나": "생각난다",
    "화나": "화난다", "짜증나": "짜증난다", "겁나": "겁난다", "눈물나": "눈물난다", "눈물 나": "눈물 난다",
    "생각 나": "생각 난다", "맛있어": "맛있다", "재밌어": "재밌다", "마셔": "마신다", "오셔": "오신다",
    "가셔": "가신다", "하셔": "하신다", "주셔": "주신다", "설레": "설렌다", "쳐다봐": "쳐다본다", "뛰어": "뛴다",
    "못 먹어": "못 먹는다", "안 먹어": "안 먹는다", "안 읽어": "안 읽는다", "안 들려": "안 들린다",
    "눈물이 나": "눈물이 난다", "화가 나": "화가 난다", "짜증이 나": "짜증이 난다", "열이 나": "열이 난다",
    "생각이 나": "생각이 난다", "겁이 나": "겁이 난다", "신이 나": "신이 난다", "힘이 나": "힘이 난다",
    "기운이 나": "기운이 난다", "한숨만 나": "한숨만 난다", "눈물만 나": "눈물만 난다", "신나": "신난다",
    "열받아": "열받는다", "안 믿겨": "안 믿긴다", "두근거려": "두근거린다", "아까워": "아깝다",
    "안쓰러워": "안쓰럽다", "어이없어": "어이없다", "조용해져": "조용해진다", "마음에 들어": "마음에 든다",
    "눈에 들어": "눈에 든다", "생각이 들어": "생각이 든다", "기분이 들어": "기분이 든다", "안 받아": "안 받는다",
    "못 받아": "못 받는다", "안 줘": "안 준다", "안 돌려줘": "안 돌려준다", "잡혀": "잡힌다", "막혀": "막힌다",
    "기가 막혀": "기가 막힌다", "잊혀": "잊힌다", "닫혀": "닫힌다", "멈춰": "멈춘다", "들여다봐": "들여다본다",
    "바라봐": "바라본다", "지켜봐": "지켜본다", "싫음": "싫다", "좋음": "좋다", "같음": "같다", "싶음": "싶다",
    "많음": "많다", "않음": "않는다", "보내": "보낸다", "지내": "지낸다", "꺼내": "꺼낸다", "느껴": "느낀다",
    "견뎌": "견딘다", "버텨": "버틴다",
}  # fmt: skip
_STEM_IN_U = frozenset("배싸채비세재태지키외치깨새피데끼띄메")  # 배우다: its 워 is no ㅂ
_NO_VERB_IN_I = frozenset("어여저하러려")

_GOING_ON = re.compile(r"(?P<stem>[가-힣])는 거(?:야|예|에)$")  # 부르는 거예요
_NOTICED = re.compile(r"(?:(?:안|못) [가-힣]*[가-힣]|[가-힣][리지나오가])네$")  # 손이 안 가네요
_IS, _IS_NOT = re.compile(r"[가-힣]{2}야$"), re.compile(r"(?:거|뭐|해|어|아|라|이|가|나|와|려|누구|하지)야$")  # 백지야
_GOES = re.compile(r"(?:들어|나|올라|내려|돌아|넘어|지나|빠져|따라|걸어|다녀|찾아|떠나|안 |못 |러 |다 )[가와]$")
_VERBS_IN_I = {"려": "린다", "져": "진다", "겨": "긴다", "켜": "킨다", "쳐": "친다", "여": "인다"}


def retold(text: str, known: Container[str] = ()) -> str | None:
    """The last sentence of `text` that can be told back, in the plain form (ending in 다, or 라 after a noun), without
    the speaker in it; None where there is none. Of a recogniser's raw words only a short end, and only where every two
    letters of it are `known` to stand together."""
    if is_raw(text):
        return _from_raw(text, known)
    sentences = [(said, marks) for said, marks in _SENTENCE.findall(_LAUGHS.sub(".", text)) if said.strip(_EDGES)]
    alone = len(sentences) == 1
    for said, marks in list(reversed(sentences))[:_FARTHEST]:
        asked = "?" in marks or any(mark in said for mark in "\"“”‘’'")
        passed = not alone and _ONCE.match(said.strip(_EDGES))
        clause = None if asked or passed else _clause(said) or _clause(said.rpartition(",")[0])
        if clause is not None and (alone or " " in clause):  # one word tells nothing without what stood before it
            return clause
        if _TURNS.match(said.strip(_EDGES)):
            return None
    return None


def is_past(clause: str) -> bool:
    """Whether a plain form tells of what happened (…했다), not of what is."""
    return len(clause) > 2 and clause.endswith("다") and final(clause[-2]) == "ㅆ" and clause[-2] not in "있겠"


def is_raw(text: str) -> bool:
    """Whether `text` has the look of a recogniser's words, particles set apart: too often not what was said."""
    if _MARKS.search(text):
        return False  # it sets none
    words = text.split()
    apart = any(word == "이" and is_syllable(before[-1]) and final(before[-1]) for before, word in pairwise(words))
    return apart or _RAW.search(text) is not None


def _from_raw(text: str, known: Container[str]) -> str | None:
    joined = _LONE_ENDING.sub(r"\1", _LONE_PARTICLE.sub(r"\1", text.strip()))
    clause = _clause(joined, _LONGEST_RAW)
    if clause is None or any(a + b not in known for word in clause[:-1].split() for a, b in pairwise(word)):
        return None
    return clause


def _clause(sentence: str, longest: int = LONGEST) -> str | None:
    words = sentence.replace(",", " , ").split()
    if not words:
        return None
    if _NOT_TOLD.search(" ".join(words)) or _WONDERS.search(sentence.strip(_EDGES)):
        return None
    kept: list[str] = []
    whole = True
    for clause, after_comma in _clauses_from_the_end(words):
        longer = [*clause, *kept]
        if _letters(longer) > longest:
            whole = False
            break
        kept = longer
        if after_comma and _letters(kept) >= ENOUGH:
            break
    kept = [_SAID_OTHERWISE.get(word, word) for word in kept]
    while kept and _OPENINGS.fullmatch(kept[0]):
        kept = kept[1:]
    said = _plain(" ".join(word for at, word in enumerate(kept) if not _is_left_out(kept, at)))
    if said is not None:
        said = _HEARSAY.sub("다", said)
    if said is None or len(said.replace(" ", "")) < (SHORTEST if whole else ENOUGH):
        return None
    return said


def _is_left_out(words: list[str], at: int) -> bool:
    if at + 1 == len(words) or (words[at] in ("나도", "저도") and words[at + 1].startswith("모르게")):
        return False  # 눈물이 나, 나도 모르게
    return _LEFT_OUT.fullmatch(words[at]) is not None


def _clauses_from_the_end(words: list[str]) -> Iterator[tuple[list[str], bool]]:
    """The clauses of a sentence, the last one first, and whether a comma stands before it."""
    end = len(words)
    for at in range(len(words) - 2, -1, -1):
        following = words[at + 1]
        if (
            words[at] == ","
            or _ENDED.search(words[at])
            or (_JOINS.search(words[at]) and following != "," and not _CLINGS.match(following))
        ):
            yield [word for word in words[at + 1 : end] if word != ","], words[at] == ","
            end = at + 1
    yield [word for word in words[:end] if word != ","], False


def _letters(words: list[str]) -> int:
    return sum(len(word) for word in words)


def _plain(sentence: str) -> str | None:
    """`sentence` with its last word in the plain form; None where its ending is not one of those known."""
    sentence = sentence.strip(_EDGES)
    if not sentence or not is_syllable(sentence[-1]):
        return None
    if past := _PAST.search(sentence):
        return sentence[: past.end("stem")] + "다"
    reported = _REPORTED.search(sentence)
    if reported and not (sentence.endswith("데요") and final(reported["stem"][-1]) == "ㄴ"):
        return sentence[: reported.end("stem")] + "더라"
    if sentence.endswith("니다"):
        return _from_formal(sentence[:-2])
    if sentence.endswith("다"):
        return _from_written(sentence[:-1])
    return _from_spoken(sentence.removesuffix("요"))


def _from_written(stem: str) -> str | None:
    last = stem[-1:]
    if not last or not is_syllable(last):
        return None
    if last == "째":
        return stem + "라"
    if stem.endswith(("것이", "거", "게")):
        return None
    if stem.endswith("아니"):
        return stem + "라"
    if stem.endswith(("이란", "단")):  # 뜻이란다, 간단다
        return stem[:-1] + ("라" if last == "란" else "다")
    if last == "이":
        return stem + "라" if len(stem) > 1 and final(stem[-2]) else None
    if final(last) in ("ㄴ", "ㅂ") or last in "는않" or _QUALITY.search(stem) or last == "하":
        return stem + "다"
    return None


def _from_formal(stem: str) -> str | None:
    """`stem` is the sentence without 니다: 두렵습, 떠오릅, 마지막입."""
    before = stem.removesuffix("습")
    if before != stem:
        return before + "다" if before and (final(before[-1]) == "ㅂ" or _QUALITY.search(before)) else None
    if not stem or final(stem[-1]) != "ㅂ":
        return None
    initial, medial, _ = parts(stem[-1])
    open_ = stem[:-1] + syllable(initial, medial)
    if open_.endswith("거"):
        return None
    if open_.endswith("아니"):
        return open_ + "라"
    if open_.endswith("이"):
        noun = open_[:-1]
        return noun + particle(noun, "이라/라") if noun and noun[-1] not in "보쓰쌓먹붙놓모들것거" else None
    if _QUALITY.search(open_) or _HADA.search(open_):
        return open_ + "다"
    return stem[:-1] + syllable(initial, medial, "ㄴ") + "다"


def _present(stem: str) -> str:
    """The written present of a verb: 부르 → 부른다, 먹 → 먹는다."""
    if final(stem[-1]):
        return stem + "는다"
    initial, medial, _ = parts(stem[-1])
    return stem[:-1] + syllable(initial, medial, "ㄴ") + "다"


def _from_spoken(said: str) -> str | None:
    if found := _GOING_ON.search(said):
        stem = said[: found.end("stem")]
        return stem + "다" if stem[-1] in "있없" else _present(stem)
    if (found := _NOTICED.search(said)) and not _QUALITY.search(said[:-1]):
        return _present(said[:-1])
    if _IS.search(said) and not _IS_NOT.search(said):
        return said[:-1] + "라"
    for size in range(min(5, len(said)), 0, -1):
        if (plain := _SPOKEN.get(said[-size:])) is not None:
            return said[:-size] + plain
    if len(said) < 2:
        return None
    before, last = said[-2], said[-1]
    if said.endswith("이에") or (said.endswith("이야") and not said.endswith(("거이야", "말이야", "것이야"))):
        return said[:-1] + "라"
    if said.endswith(("기는 해", "긴 해", "기도 해", "야 해", "써", "꺼")):
        return None
    if last == "대" and (final(before) == "ㄴ" or before == "는"):
        return said[:-1] + "다"
    if said.endswith("하네"):
        return said[:-1] + "다" if _HADA.search(said[:-1]) else None
    if last == "해":
        if _HADA.search(said[:-1] + "하"):
            return said[:-1] + "하다"
        return said[:-1] + "한다" if _DOES.search(said[:-1]) else None
    if last == "워" and is_syllable(before):
        if before in _STEM_IN_U:
            return said[:-1] + "운다"
        initial, medial, end = parts(before)
        return None if end else said[:-2] + syllable(initial, medial, "ㅂ") + "다"
    if _GOES.search(said):
        return said[:-1] + ("간다" if last == "가" else "온다")
    if last in _VERBS_IN_I and before not in _NO_VERB_IN_I:
        return said[:-1] + _VERBS_IN_I[last]
    return None
