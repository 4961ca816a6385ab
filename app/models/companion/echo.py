"""The user's own words for a reply: a sentence told back, the phrase worth taking up, or a short line, quoted.

A phrase is a noun of `corpus/comfort/nouns.toml` with what belongs to it ("귤 한 봉지", "아버지 틀니", "내일 면접").
Only listed nouns are taken up: that a word is a noun does not make it fit to be said back (것, 놈, 손목, a recogniser's
garble), and what no list has is left alone. Rules over words and particles, not Kiwi: it would take half a gigabyte
and five seconds before the first reply to somebody who only types.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.models.companion.about import COMING, FELT, THEIRS, abouts
from app.models.companion.clauses import clauses_from_the_end
from app.models.companion.feared import feared
from app.models.companion.gladness import glad_of, lies_before, only_feels, stated
from app.models.companion.grounds import grounds
from app.models.companion.josa import last_sound
from app.models.companion.raw import is_raw, raw_sentences
from app.models.companion.retelling import LAUGHS, Told, exclaimed, fragment, is_known, is_past, sentences_of, told
from app.models.companion.softened import softened
from app.models.companion.topics import SOBER, topics
from app.models.companion.untold import DISPARAGED, HURTS, SARCASTIC
from app.models.companion.wronged import is_theirs

PERSON, GRAVE, EVENT, PLACE, MESSAGE, LIVING = "person", "grave", "event", "place", "message", "living"
AHEAD = "ahead"  # an event that is still to come
SAID = "said"  # the line itself, quoted
FEARED = "feared"  # what an anxious line fears, ending in 까 봐 or 싶어 (feared.py)
TOLD, DONE = "told", "done"  # a sentence of it, told back; the same where it tells of what happened

_LONGEST = 14  # letters and spaces of a phrase
_WORDS, _LONGEST_WORD = 120, 20  # of a line are looked at; letters
_RICH, _ENOUGH = 7, 5  # the least weight of a phrase to be said of any line, and of a short one
_SHORT, _LIGHT = 16, 40  # letters of a line, of any and of a light one, in which one noun is not just a detail
_KINDS = {PLACE: 0, PERSON: 0, GRAVE: 4}  # how much it tells to name one of these; any other kind 3
_OTHER_KIND = 3
_WHOLE_WORDS = frozenset(  # nouns that other words end in, too: 그만두고 holds no dumpling, 오라면 no noodles
    (
        *("라면", "가게", "이자", "만두", "트리", "신고", "거울", "서예", "수해", "부도", "외도", "포도", "휴가"),
        *("문자", "의자", "과자", "상자", "생일", "회식", "치마", "게임", "안과", "고기", "두부", "계약", "간장"),
    )
)
_PREFIX = re.compile(r"[가-힣]{1,3}$")  # what may stand before a listed noun in one word: 모의-면접


def _worths(*groups: tuple[int, str]) -> dict[str, int]:
    return {particle: worth for worth, particles in groups for particle in particles.split("|")}


# What follows a noun in its word, and what the noun's part in the sentence is then worth.
_AFTER_CLOSED = _worths(
    (3, "이다|이야|이에요|이라|이라서|이네|이네요|이었다|이었어|이었어요"),
    (2, "을|이|은|이고"),
    (1, "이나|이라도|이라고|이라는"),
    (0, "이랑|과"),
    (-2, "으로"),
)
_AFTER_OPEN = _worths(
    (3, "다|야|예요|라|라서|네|네요|였다|였어|였어요"),
    (2, "를|가|는|고"),
    (1, "나|라도|라고|라는"),
    (0, "랑|와"),
    (-2, "로"),
)
_AFTER_ANY = _worths(
    (3, "인데|인데요|입니다|였는데|이었는데"),
    (2, "께서|께서는|이요|요|뿐"),
    (1, "도|만|까지|까지도|인지|이며|밖에"),
    (0, "부터|하고|의|한테|한테서|한테는|에게|에게서|께|마다"),
    (-2, "에|에서|에는|에서는|에도|에서도"),
)
_VERBAL = re.compile(r"(?:하|했|한|할|합|해|됐|되|된|될)[가-힣]{0,6}$")  # 졸업했어요: the noun does the verb's work
_AT_THE_END, _BARE, _DOING = 2, 1, 1

_NUMBERS = "한|두|세|네|석|넉|다섯|여섯|일곱|여덟|아홉|열|스무|몇|반|[0-9]{1,3}"
_COUNTERS = (
    "봉지|봉|잔|그릇|개|장|권|통|병|마리|송이|접시|조각|줄|판|모|대|켤레|벌|자루|다발|알|포기|근|단|상자|박스|"
    "곡|편|건|숟갈|캔|컵|공기|입|끼|번|그루|꼬치|쪽|가닥|바구니|봉투|묶음|쌍|세트|인분"
)
_COUNTED = re.compile(rf"(?:{_COUNTERS})(?=$|을|를|이|가|은|는|도|만|에|으로|로|씩|과|와|이랑|랑|하고|째|예요|이에요)")
_NUMBER = re.compile(rf"(?:{_NUMBERS})$")
_NUMBER_COUNTED = re.compile(rf"(?:{_NUMBERS})(?:{_COUNTERS})(?=$|을|를|이|가|은|는|도|만|씩|과|와|하고)")

# What may stand before a noun and belong to it, being said of the thing and not of who does what.
_QUALITIES = re.compile(
    r"첫|마지막|새|옛|헌|남은|식은|탄|깨진|젖은|빈|작은|큰|오래된|낡은|따뜻한|뜨거운|차가운|시원한|매운|달콤한|"
    r"맛있는|예쁜|귀여운|하얀|까만|빨간|노란|파란|푸른|늦은|이른|긴|짧은|새로운|하나뿐인|멈춘|시든|말린|구운|"
    r"삶은|볶은|싱싱한|무거운|두꺼운|얇은|밀린|좋아하는|좋아하던|아끼던|보던|쓰던|입던|신던|타던|다니던|좁은|"
    r"넓은|조용한|비싼|공짜|중고|수제|단체|가족|저녁|점심|아침|주말|새벽|여름|겨울|가을|봄|크리스마스|동네|"
    r"회사|영어|수학|한국어|운전"
)
_DAYS = re.compile(r"내일|모레|내일모레|어제|그저께|[월화수목금토일]요일|이번주|다음주")
_BEFORE_WEEK = ("다음", "이번", "지난")
_COMING = re.compile(r"내일|모레|다음 ?(?:주|달|학기|해)|내년|앞두|남았|앞인데|시간 뒤|일 뒤|이번 ?주말")
_PASSED = re.compile(r"(?:[았었했였갔왔됐졌났봤])(?:다|어|어요|습니다|지|네|네요|는데|거든)")

# After these a noun is a likeness, or is put aside, and is not what the line is about.
_LIKENESS = re.compile(r"같(?:은|아|았|이|다|고)|처럼|마냥|듯|보다|만한|만큼|커녕|말고|대신|따위|취급|뺨치")
_AS_IF = re.compile(r"(?:는|던) (?:것|거|기분|느낌)(?:처럼|\s?같)|는 듯")
_NONE = re.compile(r"없|안$|못$|아니")

_ENDS = re.compile(r"[.!?…~\n]+")
_EDGES = "\"'“”‘’()[]<>「」『』,.!?…~;:·^-"
_LONE_PARTICLE = re.compile(r"을|를|이|가|은|는|에|에서|으로|로|도|의|한테|랑|이랑|하고")


_LONGEST_QUOTE, _SHORTEST_QUOTE = 22, 6  # letters
# Not said back: what hurts the speaker or somebody else, what is said to the rabbit, and what hangs on words before.
_UNQUOTED = re.compile(
    r"토끼|토닥|니들|너희|너거|너랑|네놈|실화냐|바랍니다$|십시오$|세요$|시고요$|[게건]아니[에야라다]요?$|(?:내|제)(?:문제|탓|잘못)|상관이야|"
    r"너는|네가|니가|너도|너밖|너뿐|너한테|당신|살기싫|살고싶"
)
_HANGS = re.compile(
    r"안녕|그래서|근데|그런데|그리고|그래도|하지만|그러니까|그러고|그럼|아니|또|그게|그건|그걸|그거|이게|이건|왜냐"
)
_ASKS = re.compile(r"(?:^| )(?:뭐|뭘|왜|언제|어디|누구|누가|어떻게)(?: |$).*[지까나]$")
_OPENED = re.compile(r"^(?:(?:그러고는|그러고|그래서|그리고|근데|그런데|하지만|그래도|그러니까|또|아니|막|진짜) )+")
_LEADS_ON = re.compile(r"(?:하면|하고|하니까?|해서|되면|되나|그러면)")
_TO_ME_OF_ALL = re.compile(r"(?:^| )(?:(?:나|저)(?:한테|에게)[는만]|(?:나|저)한텐|(?:내|제)(?:게는|겐))(?: |$)")
_TELLS_ENOUGH = 12  # letters and spaces of a sentence told back that tells enough without to whom it was done
_NATURAL_END = re.compile(
    r"(?:다|요|어|아|해|네|지|죠|래|대|야|워|져|냐|까|더라|돼|줘|봐|와|가|나|군|니|라|[려써셔켜져쳐혀여러커겨펴떠])$"
)
_NO_END = re.compile(r"(?:니까|라니|다니|다가|거든|(?<!돌)[아어해]서|더니|[아어]야|수밖에|다며|라며)(?:요)?$")
_OF_MYSELF = re.compile(
    r"싫|밉|미워|빈껍데기|껍데기|실패|글렀|벽지|상자지|그림자|투명|어둠|먼지|부속품|무능|한심|쓸모|못났|초라|"
    r"왜 (?:이러|사나|사는)|이러고"
)
_I_AM = re.compile(r"(?:^| )(?:나|저|내|제|난|전|나는|저는|내가|제가|나도|저도|나를|저를|인생)(?: |$)")
_GARBLED = re.compile(  # a lone syllable that is no word: 치매 시 작일까
    r"(?:^| )(?![안못다더또그이수걸건거게한두세네일애집물눈돈병잠말밤길차봐때날잘왜뭐큰"
    r"새첫몇꼭막손발몸배약불비암딸남줄뒤앞옆속]|싶어)[가-힣] "
)
_QUOTED_FROM = 3  # sentences from the end
_UNFINISHED = re.compile(
    r"(?:까지|면서|[^라다자냐]고|[가-힣][을를의]|[가-힣]은|처럼|보다|면|다가|려고|[가-힣][던는이가]|(?:그래|이래|그랬어|그렇다|"
    r"그렇지)요?)$|"
    r"(?:^| )(?:이|그|저|내|제|한)$"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """The user's words as a reply may say them, and what they are: a kind of nouns.toml, or one of those above."""

    text: str
    kind: str
    main: bool = True  # what the line is about, or the whole of it, and not one thing of several
    abouts: tuple[str, ...] = ()  # of a sentence told back (about.py)
    own: bool = False  # a sentence told back whose subject was the speaker


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    sentence: int
    ends: bool  # a mark follows: what comes next does not belong to it


@dataclass(frozen=True, slots=True)
class _Noun:
    stem: str
    kind: str
    after: str | None  # its particle; None where it does a verb's work
    worth: int


class Echo:
    """Finds in a line what a reply may take up."""

    def __init__(self, nouns: Mapping[str, Sequence[str]], known: Container[str] = ()) -> None:
        """`nouns`: kind to the words of that kind; `known`: what two letters stand together (`told`)."""
        self._known = known
        self._kinds = {word: kind for kind, words in nouns.items() for word in words}
        self._longest = max((len(word) for word in self._kinds), default=0)

    def found(
        self,
        text: str,
        *,
        grave: bool = True,
        light: bool = False,
        plain: bool = False,
        glad: bool = False,
        angry: bool = False,
        worried: bool = False,
        heart: Callable[[str], float] | None = None,
    ) -> tuple[Phrase, ...]:
        """What of `text` may be said back, in up to two ways. `grave`: heavy nouns (장례식, 빚) may be; `light`: the
        line is, so that also a detail of it may be; `plain`: it only tells, so that what it is about comes first;
        `glad`: it is, so that the news in it does; `angry`: it is, so that the
        wrong in it does; `worried`: it is, so that what it fears is all there is to take up;
        `heart`: as `told` takes it."""
        if SARCASTIC.search(text) and not angry:
            return ()
        if angry or worried:
            text = softened(text)
        if worried and (fear := self._feared(text)) is not None:
            return (Phrase(fear, FEARED),)
        sentence = told(stated(text) if glad else text, self._known, plainly=plain, glad=glad, angry=angry, heart=heart)
        clause = sentence.clause if sentence is not None else None
        if glad and clause is not None and lies_before(clause):
            sentence = clause = None
        raw = is_raw(text)
        if glad and not raw and (news := self._news(text, clause)) is not None:
            sentence, clause = None, news
        if plain and not raw and (first := fragment(next(_sentences(text), ""), self._is_noun)) is not None:
            sentence, clause = None, first  # 예비 소집은 4일
        if clause is None and not (plain and not _is_one(text)):
            parts = reversed(list(_sentences(text))) if glad and not raw else (text,)
            clause = next((found for part in parts if (found := fragment(part, self._is_noun)) is not None), None)
        short = 0 if clause is not None else _LIGHT if light else _SHORT
        about = next(_sentences(text), "") if plain and not raw else _BEFORE_A_TURN.sub("", text) if glad else text
        phrase = self.phrase(about, grave=grave, short=short)
        whole = plain or _is_one(text)
        if phrase is not None:
            phrase = replace(phrase, main=whole)
        if plain and clause is not None and phrase is not None and phrase.kind == GRAVE:
            phrase = None  # 내시경이라 친구한테 부탁했다
        if clause is None:
            quoted = self.quote(text, angry=angry)
            return tuple(each for each in (quoted or phrase, phrase) if each is not None)[: 1 if quoted else 2]
        if phrase is not None and not plain and not (light and phrase.text in clause):
            phrase = None  # a detail beside what is told
        deed = angry and sentence is not None and _is_their_deed(sentence)
        if sentence is None:
            light_about = topics(clause, own=False, theirs=False, past=False)
            said = Phrase(clause, TOLD, whole, (*(glad_of(clause, own=False) if glad else ()), *light_about))
        elif not light and not deed and (words := self._own_words(sentence)):
            said = Phrase(words, SAID, sentence.main)
        else:
            about_what, past = abouts(clause, own=sentence.own, reported=sentence.reported), is_past(clause)
            if deed and THEIRS not in about_what:
                about_what += (THEIRS,)
            theirs = THEIRS in about_what
            if angry and not theirs and clause.endswith("겠다"):
                about_what = (COMING, *about_what)
            light_about = topics(clause, own=sentence.own, theirs=theirs, past=past)
            about_what = (*light_about, *about_what) if SOBER in light_about else (*about_what, *light_about)
            about_what = (*(glad_of(clause, own=sentence.own) if glad else ()), *about_what)
            if angry or worried:
                of = grounds(clause, angry=angry, theirs=theirs, reported=sentence.reported)
                about_what = about_what if FELT in about_what else (*of, *about_what)
            said = Phrase(clause, DONE if past else TOLD, sentence.main, about_what, sentence.own)
        return (said,) if phrase is None else (said, phrase)

    def _feared(self, text: str) -> str | None:
        """What `text` fears; of a recogniser's words only what was heard right."""
        if not is_raw(text):
            return feared(text)
        fear = feared(". ".join(said for said, _ in raw_sentences(text)))
        return fear if fear is not None and is_known(fear, self._known) and not _GARBLED.search(fear) else None

    def _news(self, text: str, clause: str | None) -> str | None:
        """The news of a glad line called out in a few words (충치 0개!), also where the sentence told, `clause`, says
        only how it feels (우리 팀 우승ㅠㅠ 진짜 행복해); None where there is none."""
        news = exclaimed(text, self._is_noun)
        if news is not None or clause is None or not only_feels(clause):
            return news
        called = (fragment(part, self._is_noun) for part in _sentences(text))
        return next((found for found in called if found is not None), None)

    def phrase(self, text: str, *, grave: bool = True, short: int = _SHORT) -> Phrase | None:
        """The noun of `text` most worth taking up, with what belongs to it, or None; a bare noun only where the line
        has no more than `short` letters."""
        words = _words(text)
        least = _ENOUGH if sum(len(word.text) for word in words) <= short else _RICH
        nouns = [self._noun(word.text) for word in words]
        best: tuple[int, int] | None = None
        found: Phrase | None = None
        person: Phrase | None = None
        last = words[-1].sentence if words else 0
        for at, noun in enumerate(nouns):
            if noun is None or (noun.kind == GRAVE and not grave) or _put_aside(words, at, noun):
                continue
            if at + 1 < len(words) and not words[at].ends and noun.after == "" and nouns[at + 1] is not None:
                continue  # it belongs to the next noun: 아버지 틀니
            count = _counted(words, at) if noun.after == "" else None
            if noun.after == "" and count is None and len(noun.stem) == 1:
                continue  # one syllable alone may be anything
            said, parts = self._whole(words, nouns, at, count)
            ends = noun.after == "" and (count is not None or words[at].ends or at + 1 == len(words))
            worth = _AT_THE_END if ends else noun.worth
            weight = _KINDS.get(noun.kind, _OTHER_KIND) + worth + 3 * parts + (words[at].sentence == last)
            if noun.kind == PERSON:
                person = Phrase(said, PERSON) if worth >= 0 and least < _RICH else person
            elif weight >= least and (best is None or (weight, at) > best):
                best, found = (weight, at), Phrase(said, self._kind(noun, words, at))
        return found or person

    def quote(self, text: str, *, angry: bool = False) -> Phrase | None:
        """A whole short sentence of the line, rather its last; None where saying it back would hurt, and of a
        recogniser's words, which misheard and given back are a jest.
        `angry`: also what is asked in outrage (뒤풀이는 왜 와?)."""
        if is_raw(text):
            return None
        sentences = sentences_of(text)
        parts = [part for part in (_bare(said) for said, marks in sentences if angry or "?" not in marks) if part]
        if HURTS.search(text.replace("놈", "")):
            return None
        lasts = (part for part in reversed(parts[-_QUOTED_FROM:]) if _last_words(part) == part)
        said = next(filter(_may_be_quoted, lasts), None)
        return Phrase(said, SAID) if said is not None else None

    @staticmethod
    def _own_words(sentence: Told) -> str | None:
        """The speaker's words where the sentence told back would not say to whom it was done."""
        words = _last_words(_OPENED.sub("", sentence.words)) if sentence.words is not None else None
        if words is None or not _may_be_quoted(words):
            return None
        mine = words.split()[-2:-1] in (["내"], ["제"])  # 아빠랑 내 토요일이었어
        to_me = _TO_ME_OF_ALL.search(words) is not None and len(sentence.clause) <= _TELLS_ENOUGH
        return words if mine or to_me else None

    def _is_noun(self, word: str) -> bool:
        return len(word) > 1 and self._listed(word) is not None

    def _noun(self, word: str) -> _Noun | None:
        if len(word) > _LONGEST_WORD or word.startswith(("모자라", "바늘방석")):  # 모자라다 is no hat
            return None
        for cut in range(len(word), 0, -1):
            stem, after = word[:cut], word[cut:]
            kind = self._listed(stem)
            if kind is None:
                continue
            if not after:
                return _Noun(stem, kind, after, _BARE)
            worth = (_AFTER_CLOSED if last_sound(stem) else _AFTER_OPEN).get(after, _AFTER_ANY.get(after))
            if last_sound(stem) == "ㄹ" and after == "로":
                worth = _AFTER_OPEN["로"]
            if worth is not None:
                return _Noun(stem, kind, after, worth)
            if kind in (EVENT, MESSAGE, GRAVE) and _VERBAL.match(after):
                return _Noun(stem, kind, None, _DOING)
        return None

    def _listed(self, stem: str) -> str | None:
        """The kind of `stem`, itself listed or (but for people) ending in a listed word of two syllables or more."""
        single = stem.removesuffix("들") or stem
        found = self._kinds.get(stem) or self._kinds.get(single)
        if found is not None:
            return found
        for size in range(min(len(single) - 1, self._longest), 1, -1):
            ending = single[-size:]
            kind = self._kinds.get(ending)
            if kind is None or kind == PERSON or ending in _WHOLE_WORDS:
                continue
            if _PREFIX.match(single[:-size]):
                return kind
        return None

    def _whole(
        self, words: Sequence[_Word], nouns: Sequence[_Noun | None], at: int, count: str | None
    ) -> tuple[str, int]:
        """The noun at `at` with what belongs to it, and of how many further parts that is."""
        noun = nouns[at]
        assert noun is not None
        said, parts = (f"{noun.stem} {count}", 1) if count else (noun.stem, 0)
        before = at - 1
        while before >= 0 and parts < 3 and not words[before].ends:
            belongs = self._belongs(words[before].text, nouns[before], noun)
            if belongs and len(belongs) + 1 + len(said) <= _LONGEST:
                said, parts, before = f"{belongs} {said}", parts + 1, before - 1
                continue
            if words[before].text == "주" and before and words[before - 1].text in _BEFORE_WEEK and noun.kind in _TIMED:
                said, parts = f"{words[before - 1].text} 주 {said}", parts + 1
            break
        return said, parts

    def _belongs(self, word: str, noun: _Noun | None, head: _Noun) -> str | None:
        """`word` as part of the phrase of `head`, the noun after it; None where it is not one."""
        if _QUALITIES.fullmatch(word) or (_DAYS.fullmatch(word) and head.kind in _TIMED):
            return word
        if noun is None or noun.after not in ("", "의") or (noun.after == "" and len(noun.stem) == 1):
            return None
        if head.kind == PERSON or (noun.kind not in _OWNERS and noun.kind != head.kind):
            return None
        return word

    def _kind(self, noun: _Noun, words: Sequence[_Word], at: int) -> str:
        if noun.kind not in _TIMED:
            return noun.kind
        sentence = " ".join(word.text for word in words if word.sentence == words[at].sentence)
        return AHEAD if _COMING.search(sentence) and not _PASSED.search(sentence) else noun.kind


_BEFORE_A_TURN = re.compile(r"^.*[.!?…] ?(?:그런데|근데|하지만|그래도|그렇지만|그러나) ")  # 월급은 적다. 그런데 …
_TIMES_OVER = ("여러", "몇")  # 여러 차례: no turn of somebody's
_IS = ("이다", "이야", "이에요", "다", "야", "예요", "입니다", "지")
_SPEAKER = ("나는", "난", "내가", "저는", "제가")
_TIMED = (EVENT, GRAVE)
_OWNERS = (PERSON, PLACE, EVENT, GRAVE, LIVING)


def _words(text: str) -> list[_Word]:
    """The words of `text` without marks and laughs; a particle that a recogniser set apart is put back."""
    found: list[_Word] = []
    for number, sentence in enumerate(_sentences(text)):
        for word in sentence.split():
            bare = word.strip(_EDGES)
            if not bare:
                continue
            if found and _LONE_PARTICLE.fullmatch(bare) and not found[-1].ends and _fits(found[-1].text, bare):
                found[-1] = _Word(found[-1].text + bare, number, word != bare)
            elif len(found) < _WORDS:
                found.append(_Word(bare, number, word[-1] in _EDGES))
        if found:
            found[-1] = _Word(found[-1].text, found[-1].sentence, True)
    return found


def _sentences(text: str) -> Iterator[str]:
    return (part for part in _ENDS.split(LAUGHS.sub(". ", text)) if part.strip())


def _fits(word: str, particle: str) -> bool:
    if last_sound(word):
        return particle not in _AFTER_OPEN or (particle == "로" and last_sound(word) == "ㄹ")
    return particle not in _AFTER_CLOSED


def _counted(words: Sequence[_Word], at: int) -> str | None:
    """`한 봉지` after the noun at `at`; None where there is no count, or a count of nothing (전화 한 통 없이)."""
    if words[at].ends or at + 1 >= len(words):
        return None
    following = words[at + 1 : at + 4]
    count, used = None, 0
    if joined := _NUMBER_COUNTED.match(following[0].text):
        count, used = joined.group(), 1
    elif len(following) > 1 and not following[0].ends and _NUMBER.match(following[0].text):
        unit = _COUNTED.match(following[1].text)
        count, used = (f"{following[0].text} {unit.group()}", 2) if unit else (None, 0)
    if count is None or (len(following) > used and not following[used - 1].ends and _NONE.match(following[used].text)):
        return None
    return count


def _put_aside(words: Sequence[_Word], at: int, noun: _Noun) -> bool:
    """Whether the noun is only a likeness (옷걸이 같다), or the line turns away from it (그 드라마 말고)."""
    if noun.after and _LIKENESS.search(noun.after):
        return True
    if at and words[at - 1].text in _TIMES_OVER and noun.stem == "차례":
        return True
    if noun.after in _IS and any(word.text in _SPEAKER for word in words if word.sentence == words[at].sentence):
        return True  # 나는 벽지야
    following = [word.text for word in words[at + 1 : at + 4] if word.sentence == words[at].sentence]
    if following and noun.after == "" and following[0] in ("할", "하던", "때", "때문에"):
        return True  # 졸업할 때, 햇살 할 때
    if following and not words[at].ends and (_LIKENESS.match(following[0]) or following[0].startswith("아니")):
        return True
    return _AS_IF.search(" ".join(following)) is not None


def _last_words(sentence: str) -> str | None:
    """The end of `sentence`, from the beginning of a clause, as long as may be quoted."""
    kept: list[str] = []
    for clause, _, finished in clauses_from_the_end(sentence.replace(",", " , ").split()):
        if len("".join([*clause, *kept])) > _LONGEST_QUOTE:
            break
        kept = [*clause, *kept]
        if finished:
            break
    while len(kept) > 2 and _LEADS_ON.fullmatch(kept[0]):
        kept = kept[1:]
    words = re.search(r"[ ,]+".join(map(re.escape, kept)), sentence)  # with the commas that stand between them
    return words.group() if words is not None and kept else None


def _may_be_quoted(said: str) -> bool:
    letters = re.sub("[ ,]", "", said)
    if not _SHORTEST_QUOTE <= len(letters) <= _LONGEST_QUOTE or " " not in said or _UNFINISHED.search(said):
        return False
    if any(each.search(said) for each in (_ASKS, HURTS, DISPARAGED, SARCASTIC)):
        return False
    if not _NATURAL_END.search(said) or _NO_END.search(said) or (_OF_MYSELF.search(said) and _I_AM.search(said)):
        return False
    if _UNQUOTED.search(letters) or _HANGS.match(letters):
        return False
    return re.fullmatch(r"[가-힣0-9 ,]+", said) is not None and not any(
        _LONE_PARTICLE.fullmatch(word) for word in said.split()
    )


def _is_their_deed(sentence: Told) -> bool:
    """Whether `sentence`, an angry one, tells what somebody did to the speaker, or with theirs: 내 의자를 빼 놨대."""
    theirs = is_theirs(sentence.clause, sentence.words, own=sentence.own, reported=sentence.reported)
    return sentence.words is not None and theirs


def _is_one(text: str) -> bool:
    return len(list(_sentences(text))) == 1


def _bare(sentence: str) -> str:
    return " ".join(sentence.split()).strip(_EDGES + " ")
