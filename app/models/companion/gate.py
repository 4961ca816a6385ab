"""The gate: what a model wrote is shown only when nothing here speaks against it.

Every check is a rule, cheap and the same every time. Where in doubt it refuses: the comfort texts, which people wrote
and read, take the place of what is refused, so a needless refusal costs little. A verdict carries a reason code, which
is logged; the text itself never is.

About names the rule is cautious and incomplete: refused is a common given name (`names.py`), `○○ 씨`, someone called
at the start of a sentence (`○○아,`) and a capitalised Latin word, each unless the user said it in this conversation.
A rare name without any of that passes.
"""

import logging
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.models.companion.banned import BANNED
from app.models.companion.crisis import HOTLINES
from app.models.companion.danger import Level
from app.models.companion.names import GIVEN_NAMES, SURNAMES
from app.models.companion.normal import laughs
from app.models.companion.replier import Turn
from app.models.companion.safety import assess
from app.models.companion.whole import looks_whole, marked, whole_sentences

logger = logging.getLogger(__name__)

MOST_SENTENCES = 3
LONGEST = 160  # characters that are shown; a single sentence over this is refused
_LOOKED_AT = 2000  # characters of a draft that are judged at all


class Reason(StrEnum):
    """Why a draft may not be shown; `PASSED` when it may, `SHORTENED` when its beginning may."""

    PASSED = "passed"
    SHORTENED = "shortened"
    EMPTY = "empty"
    SPECIAL = "special_tokens"
    UNFINISHED = "unfinished"
    LONG = "too_long"
    LANGUAGE = "other_language"
    ADDRESS = "address"
    NUMBER = "phone_number"
    ECHO = "echo"
    REPEATED = "said_before"
    LOOP = "loop"
    NAME = "made_up_name"
    BANNED = "banned_phrase"
    MEDICAL = "medical"
    HARMFUL = "harmful"
    INSULT = "insult"
    PROMISE = "promise"
    LAUGHTER = "laughter"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be shown (None: nothing), and why."""

    text: str | None
    reason: Reason


# A word in angle or square brackets, a mask between marks, a chat's roles, half a character.
_SPECIAL = re.compile(
    r"</?[a-z_|][^<>]{0,30}>|<\||\|>|\[(?:PAD|UNK|CLS|SEP|MASK|BOS|EOS|INST|/INST)\]|#@|▁|\ufffd|[{}\\]|"
    r"^\s*(?:user|assistant|system|human|ai|bot|사용자|상담사|챗봇|나|너|q|a)\s*[:：]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"https?:|www\.|://|[\w.-]+@[\w.-]+|(?<!\w)@\w|"
    r"[a-z0-9-]+\s?\.\s?(?:com|net|org|kr|co|io|me|ly|gl|gg|tv|shop|xyz|info|site|app)(?![a-z])|"
    r"닷컴|점\s?컴|오픈\s?채팅|텔레그램|카카오?톡\s?(?:아이디|추가|친추)|유튜브|인스타|검색해|클릭",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\+?\d(?:[\d\-–. ()]*\d)?")
_NUMBER_WORDS = re.compile(r"(?:[공영일이삼사오육칠팔구]\s?){7,}")
_CALLING = re.compile(r"전화|번호|연락처|상담|신고|문자")
_KNOWN_NUMBERS = frozenset(re.sub(r"\D", "", line.number) for line in HOTLINES)
_OTHER_SCRIPT = re.compile(
    r"[\u0370-\u10ff\u1200-\u1aff\u1c80-\u1cff\u2d00-\u2dff\u2e80-\u2fdf\u3040-\u312f\u31a0-\ua4cf\ua500-\ua95f\uf900-\ufaff]"
)
_HANGUL = re.compile(r"[가-힣]")
_SYLLABLES = re.compile(r"[^가-힣a-z0-9]+")
_REPEATED_PIECE = re.compile(r"(.{2,24}?)\1{2,}")
_REPEATED_LETTER = re.compile(r"(\S)\1{4,}")

_PARTICLE = r"(?=(?:이)?(?:가|는|를|랑|도|와|의|한테|에게|네|야|아|씨|님|이|은|을|과|로|라고|라는|군|양)?(?![가-힣]))"
_GIVEN = re.compile(rf"(?<![가-힣])[{SURNAMES}]?({'|'.join(GIVEN_NAMES)}){_PARTICLE}")
_MISTER = re.compile(r"([가-힣]{2,4})\s?씨(?=(?:가|는|를|랑|도|와|의|한테|에게|,|\.|!|\?|\s|$))")
_NO_MISTER = re.compile(r"(?:아저|아가|마음|손글|날|글|솜|말|불|맵|홀)씨$")
_CALLED = re.compile(r"(?:^|[.!?]\s+)([가-힣]{2,3})[아야][,!]")
_NOT_CALLED = re.compile(r"괜찮|아니|그래|[이저그]거|뭐라|정말|진짜|친구|그렇|이리")
_LATIN_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]{2,}")

_MEDICAL = re.compile(
    r"\d\s?(?:mg|ml|cc|밀리그램|정씩|알씩)|수면제|수면 ?유도제|항우울제|안정제|진통제|타이레놀|졸피뎀|프로작|자낙스|"
    r"복용|투약|처방|용량|부작용|약(?:을|이라도|도|은)?\s?(?:드세|드시|먹|끊|줄이|줄여|늘리|늘려)|진단|병명|치료법|항생제|"
    r"(?:조울|우울|불안|공황|강박|인격|수면|섭식)(?:증|장애)|ADHD",
    re.IGNORECASE,
)
_HARMFUL = re.compile(
    r"죽(?:어|여|을|고|는|자|지|으|이|인|일)|자살|자해|뛰어\s?내|목을?\s?매|손목|칼로|칼을|베어|때려|때리|패\s?버|패\s?줘|"
    r"복수|불\s?(?:을\s?)?(?:지르|질러)|술(?:을|이나|도|이라도|로)?\s?(?:한|마시|마셔|드시|드세|먹)|소주|맥주|폭음|"
    r"담배|대마|마약|굶|단식|토해|도박|카지노|대출|빚을\s?내|아무(?:한테|에게)도\s?말하지|비밀로|혼자\s?참|"
    r"헤어지(?:세요|는\s?게|시는\s?게)|이혼하(?:세요|는\s?게|시는\s?게)|연을\s?끊|무시하세요|포기하(?:세요|는\s?게)|"
    r"없어지(?:는\s?게|세요|면)|사라지(?:는\s?게|세요|면)|벌을?\s?받|네\s?탓|당신\s?탓이에|당신\s?잘못이에|네\s?잘못이|"
    r"섹스|야동|성관계|벗어\s?봐|변태"
)
_INSULT = re.compile(
    r"멍청|바보|한심|쓸모\s?없|쓸데\s?없|찌질|꺼져|꺼지세요|꺼지라|닥쳐|닥치|병신|미친|지랄|새끼|씨발|시발|존나|개같|못생|뚱뚱|등신|"
    r"꼴좋|쌤통|징징|엄살|유난(?!히)|나약|게으르|게을러|찐따|루저|관종|ㅅㅂ|ㅄ|ㅂㅅ|ㅈㄹ|너\s?때문에|쯧"
)
_PROMISE = re.compile(
    r"(?:우리|저랑|나랑|저와)\s?(?:\S+\s)?만나|만나자|찾아\s?갈게|찾아\s?뵐|데리러\s?갈|전화할게|전화드릴|결혼하|뽀뽀|키스|"
    r"(?:저|나)[도는]?\s?(?:당신을\s?|너를\s?|널\s?)?사랑해|사람이에요|인간이에요|저만\s?믿|나만\s?믿|약속할게|책임질게|"
    r"고쳐\s?드릴|낫게\s?해|완치"
)


def judge(draft: str, said: str, history: Sequence[Turn] = (), avoid: Collection[str] = ()) -> Verdict:
    """Whether `draft` may answer `said`, and the part of it that may: at most three whole sentences.

    `avoid` are the replies of the last turns. Never raises; logs the reason alone.
    """
    verdict = _judge(draft, said, history, avoid)
    if verdict.text is None:
        logger.info("a reply was held back: %s", verdict.reason)
    return verdict


def passed(
    drafts: Iterable[str], said: str, history: Sequence[Turn] = (), avoid: Collection[str] = ()
) -> Iterator[str]:
    """Whole sentences of a reply that is still being written, each once everything up to it passes the gate.

    Ends at the first that does not, or when the reply is long enough: what was shown stands.
    """
    shown: list[str] = []
    for draft in drafts:
        verdict = judge(" ".join([*shown, draft]), said, history, avoid)
        if verdict.reason is not Reason.PASSED or verdict.text is None:
            return
        shown.append(draft)
        yield draft


def _judge(draft: str, said: str, history: Sequence[Turn], avoid: Collection[str]) -> Verdict:
    text = " ".join(unicodedata.normalize("NFC", draft[:_LOOKED_AT].encode("utf-8", "replace").decode()).split())
    if not any(character.isalnum() for character in text):
        return Verdict(None, Reason.EMPTY)
    known = " ".join([said, *(turn.said for turn in history)])
    for reason, refuses in (
        (Reason.SPECIAL, lambda: _SPECIAL.search(text)),
        (Reason.ADDRESS, lambda: _ADDRESS.search(text)),
        (Reason.NUMBER, lambda: _unknown_number(text)),
        (Reason.LANGUAGE, lambda: _other_language(text, said)),
        (Reason.LOOP, lambda: _loops(text)),
        (Reason.INSULT, lambda: _INSULT.search(text)),
        (Reason.HARMFUL, lambda: _HARMFUL.search(text)),
        (Reason.MEDICAL, lambda: _MEDICAL.search(text)),
        (Reason.BANNED, lambda: BANNED.search(text)),
        (Reason.PROMISE, lambda: _PROMISE.search(text)),
        (Reason.NAME, lambda: _made_up_name(text, known)),
        (Reason.LAUGHTER, lambda: laughs(text) and not laughs(said)),
        (Reason.DANGER, lambda: assess(text).level is not Level.NONE),
    ):
        if refuses():  # on the whole draft, also on what would be cut off: a good beginning does not excuse it
            return Verdict(None, reason)
    sentences = whole_sentences(text, ended=looks_whole(text))
    shown = _as_many_as_fit(sentences)
    if not shown:
        return Verdict(None, Reason.LONG if sentences else Reason.UNFINISHED)
    whole = " ".join(shown)
    if any(_echoes(whole, line) for line in (said, *(turn.said for turn in history))):
        return Verdict(None, Reason.ECHO)
    letters = _letters(whole)
    if any(letters == _letters(earlier) for earlier in avoid):
        return Verdict(None, Reason.REPEATED)
    return Verdict(whole, Reason.PASSED if whole in (text, marked(text)) else Reason.SHORTENED)


def _as_many_as_fit(sentences: Sequence[str]) -> list[str]:
    shown: list[str] = []
    for sentence in sentences[:MOST_SENTENCES]:
        if len(" ".join([*shown, sentence])) > LONGEST:
            break
        shown.append(sentence)
    return shown


def _letters(text: str) -> str:
    return _SYLLABLES.sub("", text.lower())


def _unknown_number(text: str) -> bool:
    """Whether there is a number to call that is none of the known lines."""
    calling = _CALLING.search(text) is not None
    for found in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if digits not in _KNOWN_NUMBERS and (len(digits) >= 7 or (calling and len(digits) >= 3)):
            return True
    return _NUMBER_WORDS.search(text) is not None


def _other_language(text: str, said: str) -> bool:
    if _OTHER_SCRIPT.search(text) and not _OTHER_SCRIPT.search(said):
        return True
    if any(character.isalpha() for character in said) and not _HANGUL.search(said):
        return False  # the user writes another language: the model may follow
    letters = [character for character in text if character.isalpha() and not "ㄱ" <= character <= "ㅣ"]
    return len(_HANGUL.findall(text)) < 0.6 * len(letters) or not letters


def _loops(text: str) -> bool:
    """The same word three times running, three words twice, a piece thrice, a sentence twice, one letter five times."""
    words = text.split()
    if any(first == second == third for first, second, third in zip(words, words[1:], words[2:], strict=False)):
        return True
    triples = list(zip(words, words[1:], words[2:], strict=False))
    if len(set(triples)) < len(triples):
        return True
    sentences = [_letters(sentence) for sentence in whole_sentences(text, ended=True)]
    if len(set(sentences)) < len(sentences):
        return True
    return _REPEATED_LETTER.search(text) is not None or _REPEATED_PIECE.search(_letters(text)) is not None


def _echoes(reply: str, said: str) -> bool:
    """Whether the reply is little else than what the user said."""
    ours, theirs = _letters(reply), _letters(said)
    if len(theirs) < 4 or len(ours) < 4:
        return ours == theirs and bool(ours)
    if ours in theirs or (theirs in ours and len(ours) < 1.5 * len(theirs)):
        return True
    pairs, others = _pairs(ours), _pairs(theirs)
    return 2 * len(pairs & others) >= 0.8 * (len(pairs) + len(others))


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _made_up_name(text: str, known: str) -> bool:
    for found in _GIVEN.finditer(text):
        if found.group(1) not in known:
            return True
    for found in _MISTER.finditer(text):
        if found.group(1) not in known and not _NO_MISTER.search(found.group(1) + "씨"):
            return True
    for found in _CALLED.finditer(text):
        if not _NOT_CALLED.match(found.group(1)) and found.group(1) not in known:
            return True
    if not _HANGUL.search(text):
        return False  # in a sentence of Latin letters every first word has a capital
    return any(found.group().lower() not in known.lower() for found in _LATIN_NAME.finditer(text))
