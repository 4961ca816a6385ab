"""The default answer: of all that could be said to a line, what suits it best (`fit.py`).

A situation is taken when words name it and meaning (the sentence index) does not contradict, or when meaning is sure
of it; never against a certain reading. Small talk and a bare feeling are answered by their situation; any other line by
whichever suits best of its situation's replies, its own words taken up, those of kindred utterances, and mirrors.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, pairwise
from typing import TYPE_CHECKING

from app.diary.emotion import Emotion, EmotionScores
from app.models.companion import english
from app.models.companion.about import ABOUTS, COMING, FELT, WON, abouts, good_news
from app.models.companion.acts import Act
from app.models.companion.addressed import PRAISE, THANKS, addressed
from app.models.companion.asked import OPINION, asked
from app.models.companion.echo import AHEAD, DONE, FEARED, GRAVE, PERSON, SAID, TOLD, Echo, Phrase
from app.models.companion.feelings import named_feeling
from app.models.companion.fit import (
    ECHO,
    MIRROR,
    REMARK,
    REMARKED,
    SITUATION,
    Answer,
    load_fit,
    ranked,
)
from app.models.companion.gladness import GLADNESS, glad_of, heart_of_gladness
from app.models.companion.heard import as_heard, as_seen
from app.models.companion.in_talk import (
    GOING_ON,
    PARTICULAR,
    UPTAKE,
    Setting,
    ends,
    goes_on,
    likely,
    load_talk_fit,
    moods,
    ranked_in_talk,
    section,
    setting_of,
    story_share,
    told_in,
)
from app.models.companion.josa import attach, last_sound
from app.models.companion.kindred import BROAD, KINDRED, SAYING, kindred_for
from app.models.companion.lexical import LexicalMatcher, letters
from app.models.companion.matters import MATTERS
from app.models.companion.memory import Filled, Memory
from app.models.companion.mood import in_this_mood, load_mood_head
from app.models.companion.moves import Move, Moved, going_on, insisted, move_of, section_of
from app.models.companion.nearest import index_folder, index_for
from app.models.companion.normal import has_words
from app.models.companion.retelling import asks
from app.models.companion.texts import (
    ASKED,
    HEARD,
    LAUGHTER,
    MOVED,
    SILENCE,
    TEARS,
    TROUBLED,
    UNSURE,
    WARM,
    ComfortTexts,
    Situation,
)
from app.models.companion.themes import goes_well, heart_of, themes_of_clause, themes_of_line
from app.models.companion.topics import SOBER, TENDER, TOPICS
from app.models.companion.untold import SARCASTIC
from app.models.sentences import is_in_another_language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.models.emotion import EmotionAnalysis

BY_WORDS = 0.5  # a lexical score from which words decide
FAR = 0.15  # how far (cosine) behind the nearest situation the words' one may lie before meaning contradicts it
CORRECTION = "correction"
CORRECTED = 0.8  # how probable the feeling is that the user has set right, when the next line is read
OWNED = (
    "제가 잘못 들었네요.",
    "아, 제가 헛짚었네요.",
    "미안해요, 제가 엇나갔어요.",
    "제 짐작이 틀렸네요.",
)
A_WORD = 8  # letters; what is longer says more than thanks or a greeting
A_THANKS = 12  # letters; at greater length they are said to somebody else
A_FEELING = 7  # letters; what is longer says more than that one is low, or anxious
BRIEF = 20  # letters; in a longer line the words may be a detail of another story, and then
FAR_IN_A_STORY = 0.05  # it may lie this far behind, and
NEAR_IN_A_STORY = 0.13  # this far below the score from which meaning decides alone
# A feeling is named back from these probabilities on. On the dev split (model 7) 97 lines in 100 have it from 0.9 on;
# of those between the bound and 0.9, as many in ten as stand beside it. A wrong feeling hurts more than an open ear.
SURE_OF = {
    Emotion.JOY: 0.8,  # nine; below it the wrong ones are tender or sad, and joy would hurt them: `WARM`
    Emotion.SADNESS: 0.8,  # eight
    Emotion.DEPRESSION: 0.65,  # eight
    Emotion.ANGER: 0.7,  # eight: softness, or nothing, hurts the angry more than being taken for angry the hurt
    Emotion.ANXIETY: 0.7,  # seven
    Emotion.NEUTRAL: 0.6,  # eight; it hurts nobody
}
SURELY_NEUTRAL = 0.85  # from here on even good news is (합격자 명단을 붙였다), and a funeral told as a task
GLAD_IN_WORDS = 0.5  # and from here on a line with a word of gladness in it is glad
SURELY_FELT = 0.85  # from here on a short line tells a feeling, and does more than answer
SURE_WITH_GOOD_NEWS = 0.85  # anger at a prize is more often a prize
NAMED = 0.5  # and from this one if the line names it itself (joy aside)
LIKELY_ANGER = 0.5  # from here on anger is taken up even where the whole is unclear
WEIGHED = 0.75  # from this probability of the four heavy feelings together, that something weighs is said, unnamed
LIKELY_HEAVY = 0.45  # of the four heavy feelings together, from which nothing is taken to be light after all
HEARD_ACT = 0.35  # probability from which an act is taken up where nothing else is known
_HEAVY = (Emotion.SADNESS, Emotion.DEPRESSION, Emotion.ANGER, Emotion.ANXIETY)
_LOW = Emotion.DEPRESSION.value
_HEAVY_VALUES = tuple(each.value for each in _HEAVY)
_HEAVY_NAMES = (Emotion.SADNESS.value, _LOW, TROUBLED)
_GLADLY = (Emotion.JOY.value, MOVED, WARM)
_LIGHT = (Emotion.JOY.value, Emotion.NEUTRAL.value)
# Where the utterances akin to a line are looked for when its feeling is none of the six.
_AKIN_IN: dict[str, tuple[str, ...]] = {
    MOVED: (Emotion.JOY.value,),
    WARM: (Emotion.JOY.value,),
    TROUBLED: _HEAVY_VALUES,
    UNSURE: (),
}
_SLOT = re.compile(r"\{([^{}]*)\}")
# What a feeling is said to come of: then that is answered, and not the feeling at large (열받아!).
_GROUND = re.compile(r"[해어아와워려라]서|때문에|탓에|덕분에|까봐|이라서|니까")
# which no reply says then:
_GROUNDLESS = re.compile(r"(?:이유|까닭)[가는도를이]? ?(?:또렷|뚜렷|분명|없|몰라|모르|뭔지|말할)")
# A plain line about what is still to come, and replies to what is done.
_TO_DO = re.compile(
    r"(?:[갈할올볼쉴살잘]|먹을|만날|[가-힣][을릴]) ?거(?:야|예요|에요|임|다|라서)|"
    r"려고(?:요|해|해요|한다|합니다)?[.~ ㅎㅋ]*$"
)
_DONE_ALREADY = re.compile(r"오시느라|다녀오셨|들어오셨|드셨|하셨|셨겠어요|셨네요|셨군요|던가요")
# Said in anger at somebody, whom a line that is only unclear (a cat that came back sulking) may not have.
_INDIGNANT = re.compile(
    r"분노|화[나날났]|화가|열 ?받|괘씸|노여|피가 끓|부아|뻔뻔|너무하|염치|무례|얄밉|어이없|기가 막|"
    r"속이 ?(?:끓|뒤집|터)|부글|치밀|울화|천불|분[하해통]|억울|짜증|약이? 오|욱하"
)
_TORN_OFF = re.compile(r"(?<!고 )(?<!은가 )(?<!나 )(?<!까 )싶다$|아니다$")  # of 보고 싶다, and what tells nothing
_AT_LAST = "드디어"
_ASKING_FEELINGS = (Emotion.NEUTRAL.value, UNSURE)  # in which a line that only asks is no trouble put as a question
# Gladness with one of these in it is no cheerful one, and with one of the others perhaps none.
_DAY_AHEAD = re.compile(r"내일|모레|글피|이따|다음|내년|곧|주말|[월화수목금토일]요일|기로 했다|예정|앞두")
_TEARS = re.compile(r"눈물(?!남)|(?<!안)(?<!방)(?<!저)(?<!거)(?<!서)(?<!겨)(?<!여)울[었컥고며먹다]|목이메")
_TREATED = re.compile(
    r"팁(?:을|으로|도|까지)? |덤(?:을|으로) |용돈(?:을|도)? (?:줬|주[시셨]|받)|사탕(?:을|도)? (?:줬|주셨)"
)  # 장갑 사서 끼래
# What nobody says lightly at the end of a line, told in two words that the model has too little to hear by.
_MISFORTUNE = re.compile(
    r"(?:혼났|망했|망쳤|실수했|불합격|(?:시험|면접|서류|필기|실기|최종|대학|오디션)[가-힣 ]{0,6}떨어졌)"
    r"(?:어|다|어요|네|네요|지|습니다|음|이야|이래|했어|했다)?[\s.!~…ㅠㅜ]*$"
)
_LAUGHING = re.compile(r"깔깔|ㅋㅋㅋ|배꼽|배를 잡|신났|빵 터")
_GLAD = re.compile(
    r"ㅋㅋ|ㅎㅎ|만세|신이 ?[나났]|신[나났난]|덩실|춤[을춘췄]|최고|개그|자랑|축하|대박|야호|살맛|뿌듯|홀가분|후련|배꼽|"
    r"빵 터|배를 잡|깔깔|키득|기분이? ?(?:좋|째|날아)|좋더라|좋아 죽|너무 좋|행복|맛있|짜릿|흐뭇|합격|붙었|1등|당첨|"
    r"다 갚|초혼|폴짝|콩깍지|잘 ?끝났|무사히|다행"
)
_BITTERSWEET = re.compile(
    r"그립|그리[워운웠]|생전|돌아가|마지막|빈자리|보고싶|떠[나났난]|장례|안계[시신셨]|살아계|허전|쓸쓸|ㅠㅠ|못한"
)
_MOURNING = re.compile(
    r"납골당|영정|빈소|장례|발인(?!지|데|가)|유품|유족|부고(?!장|란)|임종|산소(?!기계|호흡|통|포화|마스크)|기일|돌아가[셨시신]|하늘나라|"
    r"암이래|49재|사십구재|시한부|호스피스|하늘이야속|애통|사무[치쳐친]|무지개다리|"
    r"(?:강아지|고양이|냥이|댕댕이|멍이|반려견|반려묘|햄스터|앵무새)"  # not to the vet, not its picture
    r"(?:(?!병원|호텔|미용|분양|입양|유치원|사진|영상)[가-힣0-9]){0,12}?"
    r"(?:보내주고|보내줬|보내고[왔나]|보냈|떠나보|떠나고|떠났|떠난|하늘로|별이[됐되]|죽었|죽어[서버])"
)
# A frame that sums the line up, which only what it is about can fill.
_SUMS_UP = re.compile(r"\}[^{}]{0,6}이야기(?:군요|네요|이군요|시군요)|\}[^{}]{0,4}(?:군요|이군요)\.")
_HOW_IT_GOES = re.compile(r"\{[^{}]*\}”?(니|는 [말이그것거데]|고요|라[는고]|,| [가-힣]|)")
_NOT_AFTER_DEORA = re.compile(r"\{\}(?:니|는데|고요)")
_TELLS_OF_WORDS = re.compile(r"(?:^| )말[가-힣]{0,3} ")
_HEARD_FIRST = "{군요}."
_ALL_THEIRS = re.compile(r"(?:(?:아|아하|네), )?\{(?:군요|네요)\}\.")
_THANKED = re.compile(r"[가-힣 ]{0,8}(?:고마[워웠]|고맙|감사)[가-힣]*")
_LOOKED_AT = 2_000  # characters: what is said last is what is answered, and no pattern below can be slow on them
# ㅠㅠ, ㅋㅋㅋ, ㅎㅎ^^: what else stands there is no letter
_WORDLESS = re.compile(r"[\W_]*(?:(?P<tears>[ㅠㅜ][\Wㅠㅜㅡ_]*)|[ㅋㅎ][\Wㅋㅎ_]*)")
_TELLS = 12  # letters and spaces
_SHAPES_APART = 2  # turns between replies that go the same way
_QUOTED_AS = re.compile(r"\}”(라(?:는|고|니))")
AS_GOOD = 0.15  # answers this little (log-odds, see `fit.py`) behind the best are chosen from
AS_GOOD_IN_TALK = 0.25  # and in a talk, where the same few would come back in each
AKIN_FROM = 0.15  # probability of a feeling from which utterances akin to the line are looked for in it, too
SAID_FROM = 0.03  # and from which sayings are, which are known by their words
LIGHT_FROM = 0.4  # and of a light one where something rather weighs: relief is the worst answer to a loss
RATHER_HEAVY = 0.5  # from this probability of the four heavy feelings together
_OWN_REPLIES_ONLY = (AHEAD, FEARED, PERSON, SAID, TOLD)  # kinds of phrases that a reply for any thing does not fit


@dataclass(frozen=True, slots=True)
class Comfort:
    """What to choose from: the replies, and the situation they belong to (None when only mirrored)."""

    replies: tuple[str, ...]
    situation: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a line tells: its `text` without a yes before it, the `feeling` in which it is answered, its `situation`
    (None: not clear), and its `setting` (None: it begins the talk)."""

    text: str
    feeling: str
    situation: Situation | None
    setting: Setting | None


class Comforter:
    """Finds the replies that fit a line."""

    def __init__(self, texts: ComfortTexts) -> None:
        self._texts = texts
        self._lexical = LexicalMatcher(texts)
        self._by_id = {situation.id: situation for situation in texts.situations}
        self._examples = {each.id: frozenset(map(letters, each.examples)) for each in texts.situations}
        self._echo = Echo(texts.nouns, known_pairs(texts))
        self._listening = frozenset(  # what says no more than that somebody listens
            reply for name, those in texts.uptakes.items() if name.startswith(f"{GOING_ON}.") for reply in those
        )
        self._sections: dict[tuple[str, str], str] = {}
        for kind, groups in ((ECHO, texts.echoes), (MIRROR, texts.mirrors)):
            for name, replies in groups.items():
                for reply in replies:
                    self._sections.setdefault((kind, reply), f"{kind}:{name}")

    @property
    def talk(self) -> Mapping[str, tuple[str, ...]]:
        """The answers to what is a move in the talk, by section."""
        return self._texts.talk

    def comfort(self, text: str, analysis: "EmotionAnalysis | None", memory: Memory) -> Comfort:
        """The fitting replies to `text`, of which the last `_LOOKED_AT` characters are looked at, taking up its words
        where a reply has a place for them."""
        text = text[-_LOOKED_AT:]
        compact = letters(text)
        memory.midst = False
        if not has_words(text):
            return Comfort(self._texts.mirrors[SILENCE], None)
        if wordless := _WORDLESS.fullmatch(text):
            return Comfort(self._texts.mirrors[TEARS if wordless["tears"] else LAUGHTER], None)
        if is_in_another_language(text):
            return Comfort(english.replies(text, memory.replies) or self._texts.mirrors[UNSURE], None)
        analysis = self.in_the_mood(text, analysis, memory)
        if (said := self._talked(text, analysis, memory)) is not None:
            memory.midst = True
            return said
        told = self.told(text, analysis, memory)
        text, feeling, situation, setting = told.text, told.feeling, told.situation, told.setting
        compact = letters(text)
        to_the_rabbit = (
            situation is not None and situation.small_talk and addressed(text) is not None and not ends(text)
        )
        if setting is not None and not to_the_rabbit and (fit := load_talk_fit(index_folder())) is not None:
            scored = ranked_in_talk(
                self.answers_in_talk(told, setting, analysis, memory), text, setting, load_fit(index_folder()), fit
            )
            return Comfort(_as_good(scored, AS_GOOD_IN_TALK), situation.id if situation is not None else None)
        bare = feeling not in _LIGHT and len(compact) <= A_WORD  # 실수했어: no kindred reply could know more
        if situation is not None and not (situation.once and situation.id in memory.situations):
            filled = taken_up(situation, compact)
            more = situation.general and (len(compact) > BRIEF or _GROUND.search(compact) is not None)
            if memory.fresh(filled) and not more:  # told of the same thing at length: rather mirror than repeat
                brief = situation.general and len(compact) <= A_FEELING
                says_only_that = brief or bare or compact in self._examples[situation.id]
                takes_up = not situation.small_talk and not says_only_that
                to_another = situation.id not in (THANKS, PRAISE) or addressed(text) is None
                gladly = to_another and situation.small_talk and feeling in _GLADLY and len(compact) > A_WORD
                light = situation.echoed and feeling in _LIGHT  # 추워졌어 is no worry
                if takes_up:
                    answers = self.answers(text, feeling, analysis, memory, situation)
                    return Comfort(self._best(answers, text), situation.id)
                beside: tuple[str, ...] = ()
                if gladly or light:
                    beside = self._echoed(text, feeling, self._phrases(text, feeling), memory)
                if beside and (gladly or len(compact) > A_WORD) and not says_only_that:
                    # a shower and torn socks: that it was funny counts, not rain; air in the tyres and a coffee
                    answers = self.answers(text, feeling, analysis, memory)
                    return Comfort(self._best(answers, text), situation.id)
                if says_only_that and not situation.small_talk:
                    answers = self.answers(text, feeling, analysis, memory, situation)
                    if any(each.kind == SAYING for each in answers):
                        own_and_said = [each for each in answers if each.kind in (SAYING, SITUATION)]
                        return Comfort(self._best(own_and_said, text), situation.id)
                own = tuple(reply for reply in filled if not beside or isinstance(reply, Filled))
                if not gladly or len(compact) <= A_THANKS:
                    return Comfort((*own, *beside), situation.id)
        if feeling in _ASKING_FEELINGS and asks(text):
            return Comfort(self._texts.mirrors[ASKED], None)
        answers = self.answers(text, feeling, analysis, memory)
        if bare:
            answers = [each for each in answers if each.kind not in (KINDRED, BROAD)] or answers
        return Comfort(self._best(answers, text), None)

    @staticmethod
    def in_the_mood(text: str, analysis: "EmotionAnalysis | None", memory: Memory) -> "EmotionAnalysis | None":
        """`analysis` of `text` as it is meant in the talk that `memory` has, where the reading of the line alone is
        remembered."""
        if analysis is None:
            return None
        before = tuple(memory.read)
        memory.read.append(analysis.reading.scores)
        return in_this_mood(analysis, text, before, load_mood_head(index_folder()))

    def told(self, text: str, analysis: "EmotionAnalysis | None", memory: Memory) -> Told:
        """What `text`, no mere move, tells in the talk that `memory` has. Its feeling is remembered for the next
        line."""
        if memory.replies:
            text = going_on(text)
        setting = setting_of(text, analysis, memory, index_folder()) if analysis is not None else None
        feeling = self._feeling_in_talk(text, analysis, memory)
        situation = self.situation(text, analysis)
        if situation is not None and situation.small_talk:
            memory.heavy = False  # 추워서 놀랐어 weighs nothing
        memory.midst = goes_on(setting)
        return Told(text, feeling, situation, setting)

    def _feeling_in_talk(self, text: str, analysis: "EmotionAnalysis | None", memory: Memory) -> str:
        """The feeling in which `text` is answered after what was said before, which is remembered for the next line."""
        feeling = self.feeling(text, analysis)
        if memory.heavy and feeling == Emotion.NEUTRAL.value:
            feeling = UNSURE  # a piece of something heavy, however plainly it is told, gets no small talk
        gladly = _GLAD.search(text) or named_feeling(letters(text)) is Emotion.JOY
        if memory.heavy and feeling in (Emotion.JOY.value, WARM) and not gladly:
            feeling = UNSURE  # and no cheers
        memory.heavy = feeling in (*_HEAVY_VALUES, TROUBLED) or (memory.heavy and feeling == UNSURE)
        memory.scores = analysis.reading.scores if analysis is not None else None
        memory.embedding = analysis.embedding if analysis is not None else None
        return feeling

    def _talked(self, text: str, analysis: "EmotionAnalysis | None", memory: Memory) -> Comfort | None:
        """The answer to what is no story but a move in the talk (`moves.py`), or a question to the rabbit
        (`asked.py`); None for any other line."""
        talk = self._texts.talk
        question = asked(text)
        moved = move_of(text, memory.replies[-1] if memory.replies else None)
        corrects = moved is not None and moved.move is Move.CORRECTS
        if question == f"{OPINION}how":  # who is at a loss is answered by that situation
            question = f"{OPINION}choose" if memory.replies and not _weighs(analysis) else None
        if question is not None and question in talk:
            own = talk[question]
            return Comfort(_owned(own) if corrects else own, None)
        if moved is None:
            return None
        if corrects:
            return self._corrected(text, moved, analysis, memory)
        if moved.move is Move.ANSWERS and (
            named_feeling(letters(text)) is not None or (_felt(analysis) and len(letters(text)) > A_WORD)
        ):
            return None
        name = section_of(moved.move, heavy=memory.heavy, was_asked="?" in memory.replies[-1])
        return Comfort(talk[name], None) if name in talk else None

    def _corrected(self, text: str, moved: Moved, analysis: "EmotionAnalysis | None", memory: Memory) -> Comfort:
        """The answer to who sets right what was misheard."""
        talk = self._texts.talk
        rest = insisted(moved.rest)
        denied = named_feeling(letters(moved.denied))
        weighs = _weighs(analysis)
        heavy = analysis is not None and _weight(analysis.reading.scores) >= LIKELY_HEAVY
        light = memory.heavy and not weighs and not heavy  # something heavy was heard, and it is not
        memory.scores, memory.heavy = None, weighs
        if not rest:
            return Comfort(self._by_id[CORRECTION].replies, CORRECTION)
        named = named_feeling(letters(_THANKED.sub("", rest)))
        if named is not None and named is not denied:
            memory.heavy = named in _HEAVY
            memory.scores = EmotionScores.of({each: CORRECTED if each is named else 0.04 for each in Emotion})
            if memory.heavy and (denied is not None or len(letters(rest)) <= A_WORD):
                return Comfort(talk[f"corrected.{named.value}"], None)
        setting = setting_of(rest, analysis, memory, index_folder()) if analysis is not None else None
        if setting is not None and (weighs or heavy) and len(letters(rest)) > A_WORD:
            takes_up = [each for each in self._uptakes(setting, analysis, memory) if each.act >= HEARD_ACT]
            if takes_up:
                return Comfort(_owned(each.reply for each in takes_up), None)
        if weighs and named is None:  # what comes out now is no mere slip of the ear
            answers = self.answers(rest, self.feeling(text, analysis), analysis, memory)
            mirrors = [each.reply for each in answers if each.kind == MIRROR]
            if owned := _owned(unasking(mirrors)):
                return Comfort(owned, None)
        plain = Emotion.NEUTRAL.value
        told = next((each for each in self._phrases(rest, plain) if each.kind in (TOLD, DONE)), None)
        if told is not None and told.text.endswith("다") and not _TORN_OFF.search(told.text):
            filled = [fill(reply, told.text, own=told.own) for reply in talk["corrected.told"]]
            if fresh := memory.fresh([reply for reply in filled if reply is not None]):
                return Comfort(tuple(fresh), None)
        if named is Emotion.JOY:
            return Comfort(talk[f"corrected.{named.value}"], None)
        return Comfort(talk["corrected.light" if light else "corrected"], None)

    def answers(
        self,
        text: str,
        feeling: str,
        analysis: "EmotionAnalysis | None",
        memory: Memory,
        situation: Situation | None = None,
        before: "NDArray[np.float32] | None" = None,
    ) -> list[Answer]:
        """All that could be said to `text`, told with `feeling` (see `feeling`) and found to be of `situation`, and
        was not said lately; `before`: the embedding of the line before, if there was one."""
        found = self._akin(text, feeling, analysis, before)
        sure = _probability(feeling, analysis)

        def add(replies: Iterable[str], kind: str) -> None:
            for reply in replies:
                template = reply.template if isinstance(reply, Filled) else reply
                section = self._sections.get((kind, template), kind)
                found.append(Answer(reply, template, kind, section, feeling, probability=sure))

        if situation is not None:
            add(taken_up(situation, letters(text)), SITUATION)
        phrases = self._phrases(text, feeling)
        add(self._echoed(text, feeling, phrases, memory), ECHO)
        if feeling == Emotion.NEUTRAL.value and not _MOURNING.search(letters(text)):
            found += self._remarks(text, phrases, sure)
        stung = SARCASTIC.search(text) is not None  # what it is about, it says in jest
        themed = () if stung else self._themed(themes_of_line(text, feeling), memory)
        mirrors = themed or self._glad_mirrors(text, feeling) or self._texts.mirrors[feeling]
        told = unasking(mirrors) if _names(text, feeling) else ()
        add(told if memory.fresh(told) else mirrors, MIRROR)
        found = _uncontradicted(found, text) or found
        if feeling == TROUBLED and _probability(Emotion.ANGER.value, analysis) < LIKELY_ANGER:
            found = [each for each in found if _INDIGNANT.search(each.reply) is None] or found
        fresh = set(memory.fresh([each.template for each in found]))
        return [each for each in found if each.template in fresh] or found

    def answers_in_talk(
        self, told: Told, setting: Setting, analysis: "EmotionAnalysis | None", memory: Memory
    ) -> list[Answer]:
        """All that could be said to what is `told` where it stands in a talk (its `setting`): `answers`, and what takes
        up what it does."""
        text, feeling, situation = told.text, told.feeling, told.situation
        if situation is not None and situation.once and situation.id in memory.situations:
            situation = None
        found = self.answers(text, feeling, analysis, memory, situation, setting.before)
        sure = _probability(feeling, analysis)
        if feeling in _ASKING_FEELINGS and asks(text):
            found += [
                Answer(reply, reply, MIRROR, f"{MIRROR}:{ASKED}", feeling, probability=sure)
                for reply in memory.fresh(self._texts.mirrors[ASKED])
            ]
        found += self._uptakes(setting, analysis, memory)
        if goes_on(setting) and self._listening.isdisjoint(memory.last(1)):
            for mood, likely_so in _moods_of(setting, analysis).items():
                found += self._of_act(GOING_ON, mood, likely_so, story_share(setting), memory)
        return found

    def _of_act(self, act: str, mood: str, sure: float, act_is: float, memory: Memory) -> list[Answer]:
        """What takes up an `act` (or `GOING_ON`) that is so probable (`act_is`) in a `mood` that is so probable
        (`sure`)."""
        name = section(act, mood)
        return [
            Answer(reply, reply, UPTAKE, f"{UPTAKE}:{name}", mood, probability=sure, act=act_is)
            for reply in memory.fresh(self._texts.uptakes.get(name, ()))
        ]

    def _uptakes(self, setting: Setting, analysis: "EmotionAnalysis | None", memory: Memory) -> list[Answer]:
        """What takes up what a line does: of the likeliest acts, in the likeliest moods; and what it tells."""
        found: list[Answer] = []
        maybe = _moods_of(setting, analysis)
        for act, probability in likely(setting.acts):
            for mood, sure in maybe.items():
                found += self._of_act(act, mood, sure, probability, memory)
        for each in told_in(setting.answered, self._texts.particulars):
            fitting = [mood for mood in each.moods if mood in maybe]
            if not fitting:
                continue
            mood, sure = max(fitting, key=lambda mood: maybe[mood]), sum(maybe[mood] for mood in fitting)
            place = f"{PARTICULAR}:{section(each.act, mood)}.{each.id}"
            act_is = setting.acts.get(Act(each.act), 0.0)
            found += [
                Answer(reply, reply, PARTICULAR, place, mood, probability=sure, act=act_is)
                for reply in memory.fresh(each.replies)
            ]
        return found

    def _best(self, answers: Sequence[Answer], text: str) -> tuple[str, ...]:
        """The replies that suit `text` best."""
        return _as_good(ranked(answers, text, load_fit(index_folder())))

    def _remarks(self, text: str, phrases: Sequence[Phrase], sure: float) -> list[Answer]:
        """What there is to say about a thing in `text`, a plain line (with the probability `sure`): alone, and after
        what the line tells."""
        told = _told(phrases)
        found = []
        for each in self._texts.remarks.noticed(text):
            remark = each.remark.text
            section = f"{REMARK}:{each.thing}"
            feeling = Emotion.NEUTRAL.value
            found.append(Answer(remark, remark, REMARK, section, feeling, probability=sure, noticed=each.numbers(text)))
            if told is not None:
                numbers = each.numbers(text, told)
                reply = Filled(f"{told} {remark}", remark)
                found.append(Answer(reply, remark, REMARKED, section, feeling, probability=sure, noticed=numbers))
        return found

    def _akin(
        self,
        text: str,
        feeling: str,
        analysis: "EmotionAnalysis | None",
        before: "NDArray[np.float32] | None",
    ) -> list[Answer]:
        """The replies of kindred utterances, also of those with a feeling that the line may have beside `feeling`."""
        kindred = kindred_for(index_folder(), analysis.encoder) if analysis is not None else None
        if analysis is None or kindred is None:
            return []
        scores = analysis.reading.scores
        # nothing light is said to mock praise and at a funeral, whatever the model reads
        sober = SARCASTIC.search(text) is not None or _MOURNING.search(letters(text)) is not None
        among = _HEAVY if sober and feeling not in _LIGHT else tuple(Emotion)
        heavy = _weight(scores) >= RATHER_HEAVY
        maybe = tuple(
            each.value for each in among if scores[each] >= (LIGHT_FROM if heavy and each not in _HEAVY else AKIN_FROM)
        )
        found = []
        for each in kindred.candidates(
            text,
            analysis.embedding,
            dict.fromkeys((*_AKIN_IN.get(feeling, (feeling,)), *maybe)),
            [each.value for each in among if scores[each] >= SAID_FROM],
            before,
        ):
            found.append(
                Answer(
                    each.reply,
                    each.reply,
                    each.kind,
                    each.kind,
                    each.feeling,
                    each.features,
                    scores[Emotion(each.feeling)],
                    before=each.before,
                )
            )
        return found

    def _echoed(self, text: str, feeling: str, phrases: Sequence[Phrase], memory: Memory) -> tuple[str, ...]:
        """The fresh replies that take up `phrases` of `text`; empty where nothing in it should be said back."""
        fresh: list[str] = []
        is_named = _names(text, feeling)
        glad, plain = feeling in _GLADLY, feeling == Emotion.NEUTRAL.value
        of_all = themes_of_line(text, feeling)
        for phrase in phrases:
            if of_all and phrase.kind not in (TOLD, DONE) and feeling == _LOW:
                continue  # to the low a mirror that knows what it is about says more than a quotation, or than a thing
            if phrase.kind == SAID and feeling not in (*_LIGHT, *_GLADLY) and goes_well(phrase.text):
                continue
            if glad and phrase.kind not in (TOLD, DONE, SAID) and WON in glad_of(text, own=False):
                continue  # a success is congratulated on, and not only named
            with_it = themes_of_clause(phrase.text, text, feeling)
            if (
                of_all
                and not with_it
                and not (len(phrase.text) > _TELLS and not goes_well(phrase.text))  # told back, it says more
                and FELT not in phrase.abouts
                and (found := memory.fresh(self._themed(of_all, memory)))
            ):
                return _of_another_shape(found, [])
            for names in _sections(feeling, phrase, with_it):
                if phrase.kind in (TOLD, DONE) and _is_plainly_heard(names[0]):
                    names = (*names, HEARD)
                elif plain and phrase.kind == SAID and phrase.text.endswith("다"):
                    names = (HEARD,)  # 투표소는 동네 초등학교다
                replies = tuple(reply for name in names for reply in self._texts.echoes.get(name, ()))
                if phrase.text.endswith("더라"):
                    replies = tuple(reply for reply in replies if not _NOT_AFTER_DEORA.search(reply))
                if glad and _TELLS_OF_WORDS.search(phrase.text):  # no 말을 들었다는 말에
                    replies = tuple(reply for reply in replies if "{}는 말" not in reply)
                if not phrase.main:
                    replies = tuple(reply for reply in replies if not _SUMS_UP.search(reply))
                if is_named:
                    replies = unasking(replies)
                filled = (fill(reply, phrase.text, own=phrase.own) for reply in replies)
                if found := memory.fresh([reply for reply in filled if reply is not None]):
                    fresh += found
                    closer = (*TOPICS, *GLADNESS, *(ABOUTS if glad else ()))
                    if feeling in (*_LIGHT, WARM) and names[0].partition(".")[2] in closer:
                        return _of_another_shape(fresh, memory.last(_SHAPES_APART))  # closer than any noun in it
                    break
        return _of_another_shape(fresh, memory.last(_SHAPES_APART))

    def _phrases(self, text: str, feeling: str) -> tuple[Phrase, ...]:
        """What of `text` may be taken up, the best first."""
        glad, plain = feeling in _GLADLY, feeling == Emotion.NEUTRAL.value
        return self._echo.found(
            text,
            grave=feeling != Emotion.JOY.value,
            light=glad or plain,
            plain=plain,
            glad=glad,
            angry=feeling == Emotion.ANGER.value,
            worried=feeling == Emotion.ANXIETY.value,
            heart=heart_of_gladness if glad else heart_of(feeling),
        )

    def _themed(self, names: Iterable[str], memory: Memory) -> tuple[str, ...]:
        """The first mirrors of `names` with a fresh one among them; empty without."""
        return next((each for name in names if memory.fresh(each := self._texts.mirrors[name])), ())

    def _glad_mirrors(self, text: str, feeling: str) -> tuple[str, ...]:
        """The mirrors of what `text`, a glad line, is glad of; empty for any other."""
        if feeling not in (Emotion.JOY.value, WARM):
            return ()
        kinds = (*glad_of(text, own=False), *abouts(text, own=False))
        names = (f"{Emotion.JOY.value}.{kind}" for kind in kinds)
        return next((self._texts.mirrors[name] for name in names if name in self._texts.mirrors), ())

    def heavy(self, memory: Memory) -> tuple[str, ...]:
        """Replies that only mirror, for a line that may mean danger: no situation is guessed, nothing is light."""
        low = self._texts.mirrors[Emotion.DEPRESSION.value]
        return low if memory.fresh(low) else self._texts.mirrors[UNSURE]

    def situation(self, text: str, analysis: "EmotionAnalysis | None") -> Situation | None:
        """The situation of `text`, or None when it is not clear."""
        to_the_rabbit = addressed(text)
        if to_the_rabbit is not None and to_the_rabbit in self._by_id and not _weighs(analysis):
            return self._by_id[to_the_rabbit]
        by_words = self._lexical.scores(text)
        allowed = {name: score for name, score in by_words.items() if self._suits(name, analysis)}
        best_by_words = max(allowed, key=lambda name: allowed[name], default=None)
        if best_by_words is not None and allowed[best_by_words] < BY_WORDS:
            best_by_words = None
        index = index_for(self._texts, analysis.encoder) if analysis is not None else None
        if analysis is None or index is None:
            return self._by_id[best_by_words] if best_by_words is not None else None
        by_meaning = index.scores(analysis.embedding)
        nearest = max(by_meaning.values(), default=0.0)
        least = nearest - FAR
        if len(letters(text)) > BRIEF:
            least = max(nearest - FAR_IN_A_STORY, index.threshold - NEAR_IN_A_STORY)
        if best_by_words is not None and by_meaning.get(best_by_words, nearest) >= least:
            return self._by_id[best_by_words]
        alone = index.clear(by_meaning)
        if alone is None or alone not in self._by_id or not self._suits(alone, analysis):
            return None
        found = self._by_id[alone]
        return None if found.small_talk and len(letters(text)) > found.longest else found

    def _suits(self, name: str, analysis: "EmotionAnalysis | None") -> bool:
        """Whether a certain reading does not contradict the situation."""
        feelings = self._by_id[name].feelings
        if analysis is None or not feelings or not analysis.reading.certain:
            return True
        return analysis.reading.scores.dominant.value in feelings

    @staticmethod
    def feeling(text: str, analysis: "EmotionAnalysis | None") -> str:
        """The feeling in which `text` is answered: one of the six, or TROUBLED, WARM, MOVED or UNSURE."""
        compact = letters(text)
        named = named_feeling(compact)
        if analysis is None:
            return named.value if named is not None else UNSURE
        scores = analysis.reading.scores
        dominant = scores.dominant
        sure = scores[dominant]
        mourning = _MOURNING.search(compact) and scores[Emotion.NEUTRAL] < SURELY_NEUTRAL
        misfortune = _MISFORTUNE.search(text) and not _LAUGHING.search(text)
        if dominant.value in _LIGHT and (SARCASTIC.search(text) or misfortune):
            return TROUBLED
        if dominant.value in _LIGHT and mourning:
            return UNSURE
        by_name = named is dominant and named is not Emotion.JOY  # thanks are as often meant to sting
        least = NAMED if by_name else SURE_OF[dominant]
        if dominant is Emotion.ANGER and _TREATED.search(text) and sure < SURE_WITH_GOOD_NEWS:
            return WARM
        if dominant is Emotion.ANGER and good_news(text):
            least = SURE_WITH_GOOD_NEWS
        if dominant is Emotion.NEUTRAL and sure < SURELY_NEUTRAL and good_news(text):
            return WARM  # told in three dry words it is still good news
        if dominant is Emotion.JOY and _GLAD.search(text) and not _BITTERSWEET.search(compact):
            least = GLAD_IN_WORDS
        if analysis.reading.certain and sure >= least:
            moved = dominant is Emotion.JOY and _TEARS.search(compact) and not _LAUGHING.search(text)
            return MOVED if moved else dominant.value
        # An unsure reading and a feeling that the line itself names: believe the words, unless the model holds them
        # improbable.
        if named is not None and named is not Emotion.JOY and scores[named] >= 0.2:
            return named.value
        if _weight(scores) >= WEIGHED and not good_news(text):
            return TROUBLED
        return WARM if dominant is Emotion.JOY and (_LAUGHING.search(text) or not _TEARS.search(compact)) else UNSURE


def _as_good(scored: Sequence[tuple[float, Answer]], behind: float = AS_GOOD) -> tuple[str, ...]:
    """The replies of the answers that are no more than this far `behind` the first of `scored`."""
    least = scored[0][0] - behind
    return tuple(answer.reply for score, answer in scored if score >= least)


def _weighs(analysis: "EmotionAnalysis | None") -> bool:
    """Whether a heavy feeling is surely heard, whichever it is."""
    if analysis is None:
        return False
    scores = analysis.reading.scores
    return (analysis.reading.certain and scores.dominant in _HEAVY) or _weight(scores) >= WEIGHED


def _felt(analysis: "EmotionAnalysis | None") -> bool:
    """Whether a feeling is surely heard."""
    if analysis is None or not analysis.reading.certain:
        return False
    scores = analysis.reading.scores
    return scores.dominant is not Emotion.NEUTRAL and scores[scores.dominant] >= SURELY_FELT


def _owned(replies: Iterable[str]) -> tuple[str, ...]:
    """`replies` after owning, in one way or another, that the line before was misheard."""
    return tuple(Filled(f"{owned} {reply}", reply) for owned, reply in zip(cycle(OWNED), replies, strict=False))


def _uncontradicted(answers: Iterable[Answer], text: str) -> list[Answer]:
    """`answers` without those that say that there is no reason to a line that gives one, or that it is done to what is
    to come."""
    grounded, to_do = _GROUND.search(letters(text)) is not None, _TO_DO.search(text) is not None

    def contradicts(reply: str) -> bool:
        if _GROUNDLESS.search(reply) is not None:
            return grounded
        if _AT_LAST in reply:
            return _AT_LAST not in text
        return to_do and _DONE_ALREADY.search(reply) is not None

    return [each for each in answers if not contradicts(each.reply)]


def _weight(scores: EmotionScores) -> float:
    """How probable the four heavy feelings are together."""
    return sum(scores[each] for each in _HEAVY)


def _told(phrases: Sequence[Phrase]) -> str | None:
    """What a plain line of these `phrases` tells, as who has just heard it (빨래를 돌리셨군요.); None where that is not
    sure."""
    for phrase in phrases:
        if phrase.kind in (TOLD, DONE):
            return fill(_HEARD_FIRST, phrase.text, own=phrase.own)
    return None


def _probability(feeling: str, analysis: "EmotionAnalysis | None") -> float:
    """How probable `feeling` is; where it is none of the six, the most probable of those it stands for."""
    if analysis is None:
        return 0.0
    scores = analysis.reading.scores
    return max((scores[Emotion(each)] for each in _AKIN_IN.get(feeling, (feeling,))), default=0.0)


def _names(text: str, feeling: str) -> bool:
    """Whether `text` says `feeling` itself; it is not asked for it then."""
    named = named_feeling(letters(text))
    return named is not None and named.value == feeling


def known_pairs(texts: ComfortTexts) -> frozenset[str]:
    """Every two letters that stand together in a word of the texts."""
    lines = [line for situation in texts.situations for line in (*situation.examples, *situation.replies)]
    lines += [line for part in (texts.mirrors, texts.echoes, texts.nouns) for group in part.values() for line in group]
    return frozenset(first + second for first, second in pairwise(" ".join(lines)))


def _sections(feeling: str, phrase: Phrase, of_all: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The names of the echoes that fit, the closest first; `of_all`: those of what the whole line is about."""
    if phrase.kind in (TOLD, DONE):
        yield from ((name,) for name in of_all)
    light = feeling == Emotion.NEUTRAL.value
    if light and phrase.kind == GRAVE:
        feeling = UNSURE  # a funeral told without a feeling is still nothing to be light about
    for about in phrase.abouts:
        if about == COMING and light:
            continue  # what kind of thing is to come says more
        if about == COMING and feeling in _HEAVY_NAMES and not _DAY_AHEAD.search(phrase.text):
            continue  # 작을 거라: only supposed
        yield (f"{feeling}.{about}",)
        if (feeling in (WARM, MOVED) and about in TENDER) or (feeling == WARM and about in GLADNESS):
            yield (f"{Emotion.JOY.value}.{about}",)
    if phrase.kind == DONE and FELT not in phrase.abouts:
        yield f"{feeling}.{DONE}", f"{feeling}.{TOLD}"
        return
    if phrase.kind == DONE:
        yield (f"{feeling}.{TOLD}",)  # 무서웠다니, 무서우셨겠어요
        return
    yield (f"{feeling}.{phrase.kind}",)
    if phrase.kind not in _OWN_REPLIES_ONLY:
        yield (feeling,)


def _is_plainly_heard(section: str) -> bool:
    """Whether nothing more need be said to what stands in `section` than that it was heard: a fact, an errand; but not
    to a parting or a feeling, however dryly it is told."""
    feeling, _, about = section.partition(".")
    if feeling == UNSURE:
        return about in (TOLD, DONE)
    return (
        feeling == Emotion.NEUTRAL.value and about not in (SOBER, *MATTERS) and about in (TOLD, DONE, COMING, *TOPICS)
    )


def _of_another_shape(replies: list[str], before: list[str]) -> tuple[str, ...]:
    """Those of `replies` that do not go as one of those `before` went (…다는 말에 …, …니, …); all where all do."""
    shapes = {_shape(reply) for reply in before}
    others = [
        reply for reply in replies if _shape(reply.template if isinstance(reply, Filled) else reply) not in shapes
    ]
    return tuple(others or replies)


def _shape(template: str) -> str:
    slot = _HOW_IT_GOES.search(template)
    if slot is None:
        return ""
    return "feeling first" if slot.start() > 1 else slot.group(1)


def unasking(replies: Iterable[str]) -> tuple[str, ...]:
    """Those of `replies` that ask nothing."""
    return tuple(reply for reply in replies if "?" not in reply)


def taken_up(situation: Situation, compact: str) -> tuple[str, ...]:
    """The situation's replies with the line's own noun in their places; without one, those that have no place for
    it."""
    noun = max((noun for noun in situation.nouns if noun in compact), key=len, default=None)
    replies = (fill(reply, noun) if noun is not None else reply for reply in situation.replies)
    return tuple(
        reply for reply in replies if reply is not None and (isinstance(reply, Filled) or not _SLOT.search(reply))
    )


def fill(reply: str, said: str, *, own: bool = False) -> str | None:
    """`reply` with `said` in its places: {} bare, {을/를} with the particle that fits, {군요} and {네요} as who has
    just heard it says it; None where that is not sure. `own`: the speaker was the subject of `said`."""
    if not _SLOT.search(reply):
        return reply
    if last_sound(said):
        reply = _QUOTED_AS.sub(r"}”이\1", reply)
    forms = {slot: _in_place(said, slot, own=own) for slot in _SLOT.findall(reply)}
    if None in forms.values():
        return None
    text = _SLOT.sub(lambda slot: forms[slot.group(1)] or "", reply)
    # where all of it is the user's words, it is the same reply only with the same words
    return Filled(text, text if _ALL_THEIRS.fullmatch(reply) else reply)


def _in_place(said: str, slot: str, *, own: bool) -> str | None:
    if slot == "군요":
        return as_heard(said, own=own)
    if slot == "네요":
        return as_seen(said, own=own)
    return attach(said, slot) if slot else said


def _moods_of(setting: Setting, analysis: "EmotionAnalysis | None") -> dict[str, float]:
    """The moods in which a line may be taken up (`in_talk.moods`); none where nothing was read."""
    return moods(analysis.reading.scores, laughing=setting.laughing) if analysis is not None else {}
