"""A sentence of the line as it can be told back: 버스를 그냥 보냈어요 → 버스를 그냥 보냈다(는 말에).

Reported speech needs no respect forms and no guess at who did it, only the plain form of the last word (`plain.py`).
Which sentence: rather one with a feeling or with the speaker in it than somebody else's side deed, rather the last one
than one before it; in a plain line the first one, which says what it is about.
"""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from app.models.companion.about import PEOPLE
from app.models.companion.clauses import CLINGS, NOUNS, clauses_from_the_end, is_finished
from app.models.companion.hangul import final, is_syllable
from app.models.companion.josa import particle
from app.models.companion.plain import EDGES, WITH_SS, plain
from app.models.companion.raw import is_raw, raw_sentences
from app.models.companion.speaker import SUBJECT, after_the_speaker, is_said_of_me, without_me, without_speaker
from app.models.companion.untold import DISPARAGED, HURTS, RHETORICAL, SARCASTIC
from app.models.companion.wronged import is_outrage, is_theirs, ordered, without_whom, worth_besides

SHORTEST, ENOUGH, LONGEST = 4, 6, 28  # letters of what is told back; of a part of a sentence, at least ENOUGH
_LONGEST_CLAUSE = 33  # letters of the last clause by itself
_JOINED = 24  # letters to which a clause may grow by those before it
_FARTHEST = 4  # sentences from the end that are tried
_LONGEST_FRAGMENT = 16  # letters
_WORDS = 60  # of a sentence, from its end, are looked at
_FULL = 9  # letters of a clause that tells enough by itself
_TELLS_ALONE = 8  # letters of a clause without the one before it, of which nothing may be told
_LETTERS_FOR_UNKNOWN = 3  # of raw words, beyond the first two, for each pair of letters that no text has side by side
_LONE = 4  # letters of a clause of one word that is left out where it opens what is told

LAUGHS = re.compile(r"[ㄱ-ㅎㅏ-ㅣ]+")  # they end a sentence as a mark does
_SENTENCE = re.compile(r"([^.!?…~\n]+)([.!?…~\n]*)")

_QUOTES = re.compile(r"[\"“”‘’']")
_TAIL = re.compile(  # left out where they close it
    r"(?: (?:이놈아|이 사람아|이 사람들아|진짜|정말|여보|뭐|말이에요|말이야|말입니다|말이지|말이죠|하하|허허|어휴|"
    r"에휴|아이고|드디어|결국|막))+$"
)
_TURNS = re.compile(  # away from what came before
    r"(?:그러다|근데|그런데|그런데도|하지만|그래도|그러나|지금은|이제는|이젠|요즘은|요샌|요새는|오늘은)(?: |$)"
)
_ONCE = re.compile(
    r"(?:[가-힣0-9]+ ){1,3}(?:때는|때엔|땐|달은|달엔) |"
    r"(?:처음엔|처음에는|예전엔|예전에는|옛날엔|옛날에는|전에는|한때는|작년엔|작년에는|작년까지|재작년|그때는|"
    r"어릴 땐|어릴 때는|젊어서는) "
)
_NOT_TOLD = re.compile(
    r"(?:^| )(?:"
    r"나를|(?<![막첫음는은던한간온난운른린진본준그될할] )날(?! (?:것|거|때|만큼|정도|뻔|줄|지경|수|리|듯))|저를|"
    r"나에게|저에게|나랑|저랑|나처럼|나더러|저더러|"
    r"나라는|저라는|나라서|저라서|나로|저로|저와|나하고|저하고|나만 빼고|저만 빼고|"
    r"(?:너|토닥이?|토끼)(?:한테|에게)(?! (?:[가-힣]+ )?(?:말하|말해|말했|다 말|털어|얘기|이야기|하소연|쏟))|"
    r"토닥이[가는랑도]?|"
    r"귀사[가-힣]{0,2}|귀하[가-힣]{0,2}|귀측[가-힣]{0,2}|"
    r"나 말고|저 말고|나밖에|저밖에|나보다|저보다|"
    r"나 보고|저 보고|나 빼고|저 빼고|나까지|저까지|나부터|저부터|나뿐|저뿐|나 하나|저 하나|우리만|저희만|"
    r"우리를|저희를|우리랑|저희랑|우리끼리|"
    r"너|너는|네가|니가|니들|니들이|네 (?:이름|탓|말|목소리|생각|방|옷|사진|자리|번호|얼굴|손)[가-힣]{0,2}|"
    r"네 [가-힣]+[한은운던] (?:목소리|얼굴|말|손|웃음|모습|눈|마음)[가-힣]{0,2}|"
    r"너희|너희가|너희는|너도|너랑|너를|널|니|당신[가-힣]*|토끼|토닥"
    r")(?= |$)"
)

_WONDERS = re.compile(  # a question without its mark
    r"(?:^| )(?:왜|언제|어쩌다|어떻게|어쩜|몇[가-힣]*|뭐|뭐가|누구|누가|어디) .*(?:[지까나]|더라)$|"
    r"(?:며칠|몇[가-힣]+|언제|어디|누구|뭐)임$|이게 말이|몇[가-힣 ]*인데요?$|"
    r"(?:어디서|어디로|누구랑|누구한테) (?:만나|가|해|사|찾아|먹어|살아|받아)$"
)
_ASKS = re.compile(
    r"(?:며칠|몇[가-힣]+|언제|어디|누구|뭐)(?:임|지|야|죠|예요|까지임)$|알려 ?줘$|(?:골라|맞춰|틀어|켜|찾아) ?줘$"
)
_TRAILS = re.compile(rf"(?:데|더니|(?!있)[{WITH_SS}]으나|[^라다자냐]고|니까|다가|[울리오가보하되나르지]니)$")
_CAN_END = re.compile(
    rf"(?![있겠])[{WITH_SS}](?:는데|지만|고|는데도|거든)$|[것거] ?같아서$"
)  # a clause before the last that tells by itself
_TURNS_AFTER = re.compile(r"(?:는데도?|지만)$")  # 여행은 좋았는데: the point comes after it
_BEFORE_A_TURN = 1.5
_ONE_WORD = 4.0  # that a clause of one word is worth less where the sentence has more
_ADDRESSED = re.compile(  # of a letter or a notice, not of a diary: 불안하여 문의드립니다
    r"(?P<said>하여|해서|[가-힣][아어]서|[가-힣]워서),? (?:문의|연락|글|말씀)[을를]? ?"
    r"(?:드[립려렸]|올[립려]|남[깁겨])[가-힣]*$"
)
_SAID_THANKS = re.compile(r"하다는 말씀[을도]? ?드[립려][가-힣]*$")  # 감사하다는 말씀을 드립니다
_GIVEN_NOTICE = re.compile(r"(?<=[가-힣])해 ?드립니다$")  # 통보해 드립니다
_NOTICE = re.compile(
    r"(?:문의|안내|부탁|당부|말씀|공지|고지|요청)(?:을|를)? ?드[립려린]|알려 ?드립|"
    r"(?:안내|공지|고지|부탁|당부|문의)합니다$"
)
_DEMANDED = re.compile(r"(?:요구|촉구|요청|항의|권고)(?:합니다|하는 바입니다)$")
_LEFT_ME_OUT = re.compile(  # 나만 빼고 만났더라; not 나 빼고 다 행복해 보여
    r"(?<![가-힣])(?<![을를] )(?:(?:나만|저만|우리만|저희만) (?:쏙 )?빼고(?= (?!(?:다|다들|모두|전부) ))|"
    r"(?:나|저|우리|저희)(?:를|만)? (?:쏙 )?빼고(?= )"
    r"(?=[^.!?]*(?:만[나났]|갔|간[다대]|먹[었는]|놀[았고]|모[여였]|잡[았고]|여행|밥|약속|회식|찍|단톡|얘기|이야기|정[했하]|계획|파티|논의)))"
)
_CRIED = re.compile(r"[가-힣][다라]니$")  # 치안이 나쁘다니 (겁나요)
_WITHOUT_ME = re.compile(r"(?:빼|두|놔두|버리|제치|속이|무시하|외면하)고")
_BROKEN_OFF = re.compile(  # and says nothing without what stood before it
    r"준|줄|어쩌나|어떡하나|하는|한다는|라는|다는|텐데|때문에|덕분에"
)
_LEFT_OVER = re.compile(r"싫고|뭐고|줘서|안되지|되지|같고|있고|없고|하고|되고|라고|다고|고")  # of what stood before it
_WHY = re.compile(r"왜|언제[가-힣]*|어디[가-힣]*|어떻게|누가|뭐가|뭘|무엇[가-힣]*|얼마나|어째서")
_NOT_KNOWN = re.compile(r"[가-힣]지(?:도|는)? ?모르[겠]")
_WHO_I_AM = re.compile(
    r"(?:[0-9가-힣]+ ?(?:살|세|대|년차|학년)(?: [가-힣]+)*|"
    r"[가-힣 ]*(?:준비생|취준생|직장인|주부|대학생|고등학생|중학생|학생|회사원|"
    r"자영업자|프리랜서|엄마|아빠|교사|간호사|은퇴자))(?:이)?라$"
)
_WORTHLESS = re.compile(  # of the speaker: told back it is agreed to
    r"(?:안 되는|필요 없는|하찮은|못된|나쁜|부족한|모자란|없으나 .*없는) "
    r"(?:사람|존재|아이|엄마|아빠|자식)(?:이라|라| 같다)$"
)
_EXPLAINED = re.compile(
    r"[다라]고 (?:[가-힣]+[은는이가] )?(?:덧붙였|말했|답했|대답했|설명했|해명했|밝혔|전했|강조했)다$"
)
_DEMANDS = re.compile(r"(?<![이더드])라고요?$")  # 주차하라고, said by the speaker
_BY_ANOTHER = re.compile(r"[가-힣](?:이|가|은|는|께서|한테|보고|더러|님) ")
_POINTS_AT_IT = re.compile(  # what stands before it is the heart: … 올려 주셨는데, 그거면 됐다 싶었어요
    r"(?:그거면|그것만으로|그걸로|그거 하나(?:로|면)|(?:(?:나|저)는|난|전) 그것?도 모르고|그것도 모르고|그걸 모르고) "
)
_AT_IT = 2.0
_BACK_AGAIN = re.compile(
    r"(?:[가-힣]{1,3}고 )?(?:다시|또|도로) (?=.{1,8}$)"
)  # 닫고 다시 방으로 왔다: tells little by itself
_BY_ITSELF = re.compile(  # tells nothing without what it is said of
    r"(?:더는 |더 |도저히 |차마 |그거 |그걸 |그건 )?(?:[가-힣]{1,3} ?수(?:가|도|는)? 없|못 [가-힣]{1,2}겠)(?:었)?다$|"
    r"(?:그게|그거|그걸|그것)[가-힣]{0,2} .{1,4} 싶다$|(?:그냥 )?안 ?[가-힣]{1,3}(?<!보인|들린|풀린)다$"
)
_SORE = re.compile(r"(?:싫|아프|아팠|무섭|힘들)(?:었)?다$")  # of a glad line only in jest
_RELIEF = re.compile(r"이상(?:이|은|도| 소견이| 소견은)? 없|정상이|음성이|재발[이은도]? ?없|다행")
_EXPECTED = re.compile(r"줄 알았는데요?$")  # it was not so, and what was so comes after it
_SAYS_NOTHING = re.compile(
    r"(?:다음|아래)[과와] 같|[가-힣][아어커여해]서라$|"
    r"(?:댔다|준댔다|[이그]러는 거 있다|[이그]러는 거라|그랬다|그런다|그러더라|이랬다|이런다|그렇다)$"
)  # what was so, another clause says
_EARLIER_ANGRY = 0.5
_EARLIER_GLAD = 0.3  # what a sentence of a glad line is worth less for each that follows it; of another line 1
_REPORTED = re.compile(r"(?:[대래재]요?|[다라자]네요?|[다라]더라|란다|단다)$")
_HEARSAY = re.compile(
    r"다(?:고 (?:한다|하더라)|는 (?:소식|연락|문자|회신|통보|통지|전화|결과|답)(?:을|를|이|가) (?:들었다|왔다|받았다))$"
)  # told back it is hearsay anyway

_BY_SOMEBODY = re.compile(
    rf"[가-힣](?:이|가|께서) [가-힣]+다고 |(?:{PEOPLE})(?:들)?(?:이|가|께서) (?:[가-힣]+ ){{1,2}}[가-힣]+다고 |"
    r"(?:싫|귀찮|힘들|부담스럽)다고 한다$"
)  # 아빠가 괜찮다고 하더라: not that he is well

_BY_THE_WAY = re.compile(  # 말이 안 통해, 답답하게: the feeling of the line anyway
    r",? (?:답답하|불안하|짜증 ?나|성질 ?나|가증스럽|서운하|섭섭하|속상하|기분 ?나쁘|무섭|얄밉|창피하|화 ?나|서럽|"
    r"속 ?터지|신경 ?쓰이|재수없)게$"
)
_ENOUGH_TO_DIE = re.compile(  # 찜찜해 죽겠네: a way to say very
    r"(?<=[해워파퍼빠여아어려겨]) ?죽겠(?:네요?|다|어요?|습니다|음|는데요?)?(?=[.!?…~ㄱ-ㅎㅏ-ㅣ]|$)"
)
_MY_STORY = re.compile(r"(?<![가-힣])(?:내|제) (?=(?:얘기|이야기)(?:인 것|인 거)? ?같)")  # 댓글이 내 얘기 같아
_OF_ONESELF = re.compile(
    r"(?<![가-힣])(?:나를|저를) (?=(?:위해|돌보|돌볼|돌본|챙기|챙길|챙긴|사랑하|아끼|칭찬|다독|토닥|믿기|"
    r"믿을 수|속이며|속이고 사))"
)  # 나를 위해 밥을 먹었다
_HUSBAND = re.compile(r"(?<![가-힣])영감(?=[이은을도 ])(?!이에|이야|님)")
_GIVEN_PAST = re.compile(rf"(?<=[{WITH_SS}])음을 (?:[가-힣]+ ){{0,2}}알려 ?드립니다$")  # 마쳤음을 알려 드립니다
_TOLD_OF_ME = re.compile(
    r"(?:^| )(?:내가|제가|[나저]보고|[나저]더러) (?:.* )?[가-힣]+(?<! 그)(?<! 이)(?<!원)(?<!노)(?<!서)(?:대|래)요?$"
)
_PROMISE = re.compile(r"[가-힣](?<!이렇)(?<!그렇)게요?$")  # 학원비 낼게
_NAMES = re.compile(r"(?<![이니란])다$")  # 병실 창에서 보이던 나무다
_ANSWERED = re.compile(r"(?:더니|니까|면서|한테|보고) .*냐고$")  # 조용히 해 달랬더니 여기가 도서관이냐고
# ㅆ stands right after ㅅ among the finals; not 햇고구마, 셧다운
_ONE_S = re.compile(r"(?<!무)[햇졋됫왓봣줫랏럿렷겻켯엇셧쳣몃웟](?=[어는네던음]|다(?!운)|지(?![가-힣])|고(?![가-힣]))")
_NOT_APART = re.compile(r"(?<=[가-힣]는)(?P<thing>게|거|건데|건)(?= )")  # 가는게
_NOT_SO = re.compile(
    r"(?<![가-힣])(안|못)(?=(?:와|가|자|나|돼|봐|봄|남|와서|가서|자서|놔)(?:요)?(?:[ .!?…~ㄱ-ㅎㅏ-ㅣ]|$))"
)  # 잠이 안와
_ASKS_WHAT = re.compile(r"(?:^| )(?:왜|뭐|뭘|누가|누구|언제|어디|어떻게|몇|무슨)(?: |$)|너네")
_REMARK = re.compile(r"네요?$")  # with a question mark in anger: 베껴 놓고 우기네?
_SAID = re.compile(
    r"(?:해|해요|하고|하는데|했[가-힣]*|한다|하더[가-힣]*|그러[가-힣]*|그랬[가-힣]*)$"
)  # 나 살아 있지 해
_SAYING = re.compile(
    r", (?:하는|하고|하며|했|하였|하셨|하더|래$)"
)  # 이거요, 했다: somebody's words without their marks

_FELT = re.compile(
    r"무섭|무서|겁|두렵|두려|불안|떨[려린렸]|걱정|초조|슬프|슬퍼|서럽|서러|외롭|외로|쓸쓸|그립|보고 싶|눈물|"
    r"울(?:었|컥|고|먹)|아프|아팠|아파|아려|먹먹|미안|속상|억울|화[가났나]|분하|어이|기가 |밉|싫|귀찮|지[쳤친치]|"
    r"힘[들든드]|허무|시들|의미|좋[다았았]|기쁘|기뻤|행복|설레|뿌듯|고맙|고마|반가|신[나났난]|즐겁|즐거|마음|가슴|"
    r"심장|[것거] ?같|목이 메|부럽|부끄|창피|미치겠|못 참|못 자|잠이 안|철렁|허전|답답|막막|참(?:았|는다)"
)
_NEWS = re.compile(
    r"드디어|처음|합격|붙었|[을를이도] 땄|받았|[0-9일이삼] ?등|만에|태어났|취직|완치|통과|퇴원|끝났|찾았|이겼|성공|"
    r"당첨|승진|돌아왔|"
    r"졸업했|해냈|완주|칭찬|뽑혔|결혼|갚았"
)
_IF = re.compile(
    r"(?:^| )(?![가-힣]*(?:화면|장면|라면|냉면|가면|비빔면|측면|국면|정면|한편) )[가-힣]+면(?:서)?(?<!면서) "
)
_MINE = re.compile(  # 내이름, 우리팀, as chats write it
    r"(?<![가-힣])(내|우리)(?=(?:이름|옆자?리?|폰|방|옷|생일|자리|차|돈|친구|글|얼굴|뒤|앞|손|팔|가방|내복|결재|"
    r"보고서|잘못)(?![가-힣]{3})|"
    r"(?:팀|애|반|집|엄마|아빠|동네|딸|아들|학교|회사|가게|언니|누나|형|동생|남편|할머니|"
    r"할아버지)(?![가-힣]{3}))(?!내일|내가|내내)"
)
_APART = re.compile(
    r"(?<![가-힣])울 ?(?=(?:반|애|엄마|아빠|집|딸|아들|팀|언니|오빠)(?:[이가은는도랑을를]|들)?(?![가-힣]))"
)  # 울반 반장
_ALONE = re.compile(r"(?:^| )(?:혼자만|아무도)(?: |$)")
_LEFT_OUT = re.compile(r"(?:^| )빼놓고 ")  # 나만 빼고 만났다: nothing else in the line hurts as much
_BEFORE_TURNING = re.compile(r"^.*(?:[았었했였갔왔]는데|지만) (?=.{6})")  # 여행은 좋았는데 가이드가 놔두고 갔다
_WHEN_IT_IS = re.compile(r"(?:지금|벌써|이제|아직)? ?[가-힣0-9 ]*[가-힣0-9](?:시|분|시간|일|째)(?:이)?라")
_OPEN_QUESTION = re.compile(r"(?:[나까]|어떡[가-힣]*|어쩌[가-힣]*|어째)(?:요)?$")
_GLUED = re.compile(
    r"(?<![가-힣])(?<!참 )(?<!너무 )(안|못)(?=(?:"
    r"먹|자[고는지]|잔다|왔|온다|갔|움직|받|보[고이인]|봤|본다|들[리려린]|썼|쓴다|읽|믿|늦|"
    r"나[와왔온]|난다|됐|된다|"
    r"열|씻|잡[히혔힌]|느껴|남[는았]|맞[는았]|갈아|바뀌|고[르쳤]))|"
    r"(?<![가-힣])(안)(?=(?:해|했|한다|하[고는]|물어|부르|불[러렀]|일어|끝나|간다|가고|울[어었고]|오[네는]))"
)  # 안움직인다, as chats write it
_STATE = re.compile(r"(?<=[가-힣])([져려해])(있(?:었)?다)$")  # 한 줄이 지워져있다
_WHETHER = re.compile(r"[은는던한운픈쁜큰]지$")  # after 어찌나, which is not there
_HANGS_ON = re.compile(r"(?:까지|만|도|을|를|이라고|라며|라면서|이라며|이라면서|싶고|싶어서) ")  # begins within a word
_REASON = re.compile(r"거든요?$|[0-9가-힣]인데요?$|건데요?$")
_BECAUSE = re.compile(r"[아어]서요?$|까 ?봐요?$")
_TWO_SENTENCES = re.compile(r"[가-힣](?:[아어해여]요|니다|잖아|더라고) ")  # 자꾸 만져요 좋아서
_PARTICLE = re.compile(r"(?<=[가-힣])(?:에서|으로|한테|까지|부터|이랑|[을를이가은는에로도만의랑])$")
_VAGUE = re.compile(r"(?:그|그거|그게|그건|그걸|이게|이건|거기|그러[가-힣]*|이러[가-힣]*|이렇[가-힣]*|그렇[가-힣]*) ")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told back; whether that is the whole of the line, or what a plain one is about; whether the speaker was
    its subject; the speaker's own words where it does not say without them to whom it was done (나한테는 말이 없다)."""

    clause: str
    main: bool
    own: bool
    words: str | None
    reported: bool = False  # it gives what another said: 비 탓이래


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    own: bool  # the speaker was its subject
    apart: bool = False  # and somebody else that of what stands before it: 언니는 …고 저는 …
    words: str | None = None  # as in `Told`
    reported: bool = False


def told(
    text: str,
    known: Container[str] = (),
    *,
    plainly: bool = False,
    glad: bool = False,
    angry: bool = False,
    heart: Callable[[str], float] | None = None,
) -> Told | None:
    """The sentence of `text` to be told back, in the plain form (ending in 다, 자, or 라 after a noun), without the
    speaker in it; None where there is none.

    `plainly`: the line carries no feeling, so that the first sentence counts most; `glad`: good news may stand in any
    of its sentences; `angry`: what somebody did tells more than what the speaker felt at it; `heart`: what a clause
    is worth besides, in a heavy line, any sentence of which may hold what it is about. Of a recogniser's raw words only
    a clause every two letters of which are `known` to stand together.
    """
    text = _prepared(text, angry=angry)
    raw = is_raw(text)
    sentences = [(_spaced(said), marks) for said, marks in (raw_sentences(text) if raw else sentences_of(text))]
    alone = len(sentences) == 1
    best: tuple[float, _Clause] | None = None
    if plainly:
        sentences.reverse()
    for place, (said, marks) in enumerate(sentences[: -_FARTHEST - 1 : -1]):
        said = " ".join(said.strip(EDGES).split()[-_WORDS:])
        of_me = angry and _TOLD_OF_ME.search(said) is not None
        said, done_to = without_whom(said) if angry else (said, False)
        if angry and _DEMANDS.search(said) and not ("?" in marks or done_to or _BY_ANOTHER.search(said)):
            continue  # 좀 보고 주차하라고
        said += " 한다" if angry and _ANSWERED.search(said) else ""
        outraged = angry and "?" in marks and (is_outrage(said) or _is_remark(said))
        marks = "" if outraged else marks
        turned = _TURNS.match(said) is not None
        if "?" in marks or _QUOTES.search(said):
            said = _before_that(said)
            if "?" in marks and not angry and _TURNS_AFTER.search(said):
                continue  # 남편도 일찍 왔는데, 저는 왜 이렇게 무거울까요?
        once = not (alone or raw) and _ONCE.match(said) is not None
        if once and not plainly:
            continue
        for rank, end in enumerate(_ends(said)):
            left = said[len(end) :]
            if _only_leads(end, left, to_a_heart=not (plainly or angry or raw)):
                continue
            if _EXPECTED.search(end) or (rank and _SAYING.search(said)):
                continue
            clause = _clause(end, across=plainly, angry=angry)
            if (
                clause is None
                or not ((alone and not rank) or " " in clause.text)
                or (raw and not is_known(clause.text, known))
            ):
                continue  # one word tells nothing without what stood before it
            if (once and is_past(clause.text)) or (clause.own and not alone and _WHO_I_AM.match(clause.text)):
                continue  # but 추석 때는 네 시에 출발하려고: that is to come
            clause = _said_of_me(clause) if of_me and not rank else clause
            worth = _worth_in_anger(clause, end) if angry else _worth(clause, end)
            worth += heart(clause.text) if heart is not None else 0.0
            worth -= (_EARLIER_GLAD if glad else _EARLIER_ANGRY if angry or heart else 1.0) * place + 0.8 * rank
            if rank and _POINTS_AT_IT.match(left.lstrip(EDGES)):
                worth += _AT_IT
            elif rank and _TURNS_AFTER.search(end):
                worth -= _BEFORE_A_TURN
            worth -= 3.5 if glad and _SORE.search(clause.text) else 0.0
            worth -= _ONE_WORD if " " not in clause.text and " " in said else 0.0
            if best is None or worth > best[0]:
                best = worth, replace(clause, reported=True) if done_to and not clause.own else clause
        if turned and not plainly and (best is not None or not angry):
            break
    if best is None:
        return None
    clause = best[1]
    return Told(clause.text, alone or plainly, clause.own, clause.words, clause.reported)


def _prepared(text: str, *, angry: bool) -> str:
    """`text` with what stands for the speaker said so that it can be told back."""
    text = _LEFT_ME_OUT.sub("빼놓고", _APART.sub("우리 ", _MINE.sub(r"\1 ", text)))
    text = _MY_STORY.sub("본인 ", _OF_ONESELF.sub("스스로를 ", text))
    return text if angry else _HUSBAND.sub("영감님", text)


def _spaced(text: str) -> str:
    """`text` with the spaces and the second ㅅ that chats leave out (잠이 안와, 가는게, 헤어졋어), without what only
    says how much."""
    text = _ONE_S.sub(lambda found: chr(ord(found[0]) + 1), text.replace("됬", "됐"))
    return _ENOUGH_TO_DIE.sub("", _NOT_APART.sub(r" \g<thing>", _NOT_SO.sub(r"\1 ", text)))


def _is_remark(said: str) -> bool:
    """Whether `said`, marked as a question in anger, is none: 숙제를 베껴 놓고 우기네?"""
    return _REMARK.search(said) is not None and not _ASKS_WHAT.search(said)


def fragment(text: str, is_noun: Callable[[str], bool]) -> str | None:
    """The last sentence of `text` if it is a few words without a verb (물만 네 컵째, 콘센트는 기둥 옆), as it is told
    back (…째라, …옆이라); None if it is none."""
    sentences = sentences_of(text)
    if not sentences or "?" in sentences[-1][1] or is_raw(text):
        return None
    if len(sentences[-1][0]) > 4 * _LONGEST_FRAGMENT:
        return None
    said = without_speaker(_EXCLAIMED.sub("", sentences[-1][0].strip(EDGES)).split())
    if said is None or len(said.text.replace(" ", "")) > _LONGEST_FRAGMENT or _must_not_be_told(said.text):
        return None
    words = said.text.split()
    if len(words) < 2 or not re.fullmatch(r"[가-힣0-9 ]+", said.text):
        return None
    about = any(word[-1] in "은는" for word in words[:-1]) and len(words[-1]) > 1 and not _NO_NOUN.search(words[-1])
    if not (_FRAGMENT_END.search(said.text) or is_noun(words[-1]) or about):
        return None
    return said.text + particle(said.text, "이라/라")


_EXCLAIMED = re.compile(  # 와 진짜, 귀국 완료
    r"^(?:(?:와|우와|야|아|헐|대박|어머|세상에|아싸|야호|드디어|아이고|진짜)(?: 진짜)?, ?)+"
)
_FRAGMENT_END = re.compile(
    r"(?:[0-9]|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열) ?(?:명|개|층|시|분|장|권|통|병|잔|번|마리|그릇|살|원|만 원|"
    r"시간|군데|줄|건|점)$|[0-9가-힣] ?(?:째|번째|년째|달째)$|"
    r"(?:^| )(?:옆|앞|끝|뒤|중|근처|도착|완료|당첨|끝장|성공|실패|합격|승진|우승|제대|퇴사|졸업|해결|탈출|개통|완주|"
    r"완치|첫걸음|첫돌|발짝)$|[0-9일이삼] ?등$"
)


_NO_NOUN = re.compile(
    r"[녀쳐켜펴셔혀벼둬춰눠름다요어아여야해돼네지죠까니나래대음함임줌됨감봄와려져겨줘써게고서면며데도만은는을를이가에로의라자냐냥임히듯]$"
)


def asks(text: str) -> bool:
    """Whether `text` is nothing but a question (수행평가 A4 몇장까지임?)."""
    sentences = sentences_of(text)
    return bool(sentences) and all("?" in marks or _ASKS.search(said.strip(EDGES)) for said, marks in sentences)


def exclaimed(text: str, is_noun: Callable[[str], bool]) -> str | None:
    """The first of several sentences of `text` if it is such a fragment, called out (충치 0개! …): the news of a glad
    line."""
    sentences = sentences_of(text)
    if len(sentences) < 2 or "!" not in sentences[0][1]:
        return None
    return fragment(sentences[0][0], is_noun)


def is_past(clause: str) -> bool:
    """Whether a plain form tells of what happened (…했다), not of what is."""
    return len(clause) > 2 and clause.endswith("다") and final(clause[-2]) == "ㅆ" and clause[-2] not in "있겠"


def sentences_of(text: str) -> list[tuple[str, str]]:
    return [(said, marks) for said, marks in _SENTENCE.findall(LAUGHS.sub(".", text)) if said.strip(EDGES)]


def _only_leads(end: str, left: str, *, to_a_heart: bool) -> bool:
    """Whether `end`, the beginning of a sentence, only leads to what is `left` of it, which cannot be told: a question
    (휴가 왔는데 가스 잠갔나); `to_a_heart`: also what the line is about (자존감이 바닥이었는데, 이번에 합격하고 …)."""
    left = left.strip(EDGES)
    if not left or _TURNS_AFTER.search(end) is None:
        return False
    if _OPEN_QUESTION.search(left):
        return True
    return to_a_heart and len(left.replace(" ", "")) >= _FULL and _POINTS_AT_IT.match(left) is None


def _before_that(said: str) -> str:
    """What stands before the part of `said` that asks or quotes; empty where that has no part of its own."""
    quote = _QUOTES.search(said)
    before = (said[: quote.start()] if quote else said).rpartition(",")[0]
    if before or quote:
        return before
    words = said.split()
    ends = (at for at in range(len(words) - 1, 0, -1) if is_finished(words[max(0, at - 2) : at], words[at]))
    return " ".join(words[: next(ends, 0)])


def _ends(said: str) -> Iterator[str]:
    """`said`, then the beginnings of it that tell something by themselves, the longest first."""
    yield said
    words = said.split()
    for at in range(len(words) - 1, 0, -1):
        bare = words[at - 1].rstrip(EDGES)
        following = words[at]
        if bare != words[at - 1] or (
            (_CAN_END.search(bare) or is_finished(words[max(0, at - 2) : at], following))
            and not (CLINGS.match(following) or _SAID.match(following))
        ):
            yield " ".join([*words[: at - 1], bare])


def _worth(clause: _Clause, sentence: str) -> float:
    """How much it tells of the speaker to take up `clause`, the plain form of the end of `sentence`."""
    worth = 2.0 if _FELT.search(_BEFORE_TURNING.sub("", clause.text)) else 0.0
    worth -= 0.7 if clause.text.endswith("아니라") else 0.0  # what is so, another clause says
    worth -= 1.0 if _WHEN_IT_IS.fullmatch(clause.text) else 0.0
    worth += 1.0 if clause.own else 0.0
    worth += 2.0 if _LEFT_OUT.search(clause.text) else 1.0 if _ALONE.search(clause.text) else 0.0
    worth -= 1.2 if _IF.search(clause.text) else 0.0
    worth -= 1.5 if clause.apart else 0.0
    worth -= 1.5 if _REASON.search(sentence) else 0.7 if _BECAUSE.search(sentence) else 0.0
    worth += 1.6 if _RELIEF.search(clause.text) else 1.0 if _NEWS.search(clause.text) else 0.0
    news = _NEWS.search(clause.text) is not None or _RELIEF.search(clause.text) is not None
    worth -= 2.5 if _EXPLAINED.search(clause.text) and not news else 0.0
    worth -= 2.0 if _POINTS_AT_IT.match(clause.text) else 1.2 if _BACK_AGAIN.match(clause.text) else 0.0
    worth -= 0.5 if clause.words is not None else 0.0
    worth -= 1.5 if _PROMISE.search(sentence) else 0.0
    worth -= 1.2 if clause.text.endswith("라") and _NAMES.search(sentence) else 0.0
    worth -= 0.5 if _VAGUE.match(clause.text) else 0.0
    worth -= 1.5 if clause.own and clause.text.endswith("라") and clause.text.count(" ") < 2 else 0.0
    worth -= 0.5 if len(clause.text) < SHORTEST + 2 else 0.0
    worth -= 0.6 if len(clause.text.replace(" ", "")) > _JOINED else 0.0
    return worth


def _worth_in_anger(clause: _Clause, sentence: str) -> float:
    """The same in anger, where the wrong that was done is the heart of it: 첫 번째 걸로 가재요, and not 약이 올라요."""
    theirs = is_theirs(clause.text, clause.words, own=clause.own, reported=clause.reported)
    felt = _FELT.search(clause.text) is not None
    worth = _worth(clause, sentence) + (0.4 if clause.words is not None else 0.0)
    return worth + worth_besides(clause.text, sentence, own=clause.own, theirs=theirs, felt=felt)


def is_known(clause: str, known: Container[str]) -> bool:
    """Whether nearly every two letters of `clause` are `known` to stand together: words that were heard right."""
    stems = [_PARTICLE.sub("", word) for word in clause[:-1].split()]
    unknown = sum(a + b not in known for stem in stems for a, b in pairwise(stem))
    return unknown <= (sum(map(len, stems)) - 2) // _LETTERS_FOR_UNKNOWN


def _must_not_be_told(said: str) -> bool:
    said = said.strip(EDGES)
    return any(each.search(said) for each in (_NOT_TOLD, HURTS, DISPARAGED, RHETORICAL, SARCASTIC, _WONDERS))


def _clause(sentence: str, *, across: bool = False, angry: bool = False) -> _Clause | None:
    """The end of `sentence` as it is told back; `across`: also what stands before a comma; `angry`: an order of
    another ends it (배달시켜 먹자고, 법대로 하재)."""
    sentence = _unaddressed(_BY_THE_WAY.sub("", _TAIL.sub("", sentence.strip(EDGES))).strip(EDGES))
    if _NOTICE.search(sentence) or (_DEMANDED.search(sentence) and not _BY_ANOTHER.search(sentence)):
        return None
    words = sentence.replace(",", " , ").split()
    if not words or HURTS.search(" ".join(words)) or _SAYING.search(" ".join(words)):
        return None
    cry = next((at for at in range(len(words) - 2, -1, -1) if _CRIED.search(words[at])), None)
    if cry is not None:
        after = [word for word in words[cry + 1 :] if word != ","]
        enough = len(after) > 2 and _letters(after) >= _TELLS_ALONE
        told_after = _clause(" ".join(after), across=across, angry=angry) if enough else None
        return told_after or _clause(" ".join(words[: cry + 1]), across=across, angry=angry)
    kept: list[str] = []
    shorter: list[str] = []  # all of it but the clause that came in last
    whole, apart = True, False
    for clause, after_comma, after_end in clauses_from_the_end(words):
        longer = [*clause, *kept]
        if _letters(longer) > (_JOINED if _letters(kept) >= _FULL else LONGEST if kept else _LONGEST_CLAUSE):
            whole = False
            break
        if (
            kept
            and SUBJECT.fullmatch(kept[0])
            and _letters(kept) >= SHORTEST + 2
            and (_letters(kept[1:]) > SHORTEST or any(word[-1] in "은는이가" for word in clause))
            and not is_said_of_me(kept)
        ):
            whole, apart = False, any(word[-1] in "은는" for word in clause)
            break  # what stands before the speaker is somebody else's: 언니는 …고 저는 …
        if _letters(kept) >= ENOUGH and _must_not_be_told(" ".join(without_me(longer))):
            if _WITHOUT_ME.fullmatch(clause[-1]):
                return None  # 나 빼고 다 잘 지내는 것 같다
            whole = False
            break
        kept, shorter = longer, kept
        if after_end or (after_comma and not across and _letters(kept) >= ENOUGH):
            break
    while (
        len(kept) > 2
        and ((len(kept[0]) <= _LONE and kept[0][-1] != "고") or not whole)
        and (
            (_WHETHER.search(kept[0]) and "모르" not in "".join(kept))
            or (_TRAILS.search(kept[0]) and NOUNS.fullmatch(kept[0]) is None)
        )
        and not CLINGS.match(kept[1])
        and not (_is_of(kept[1]))  # 책임지고 나간 친구
        and not _FELT.search(kept[0])
        and _letters(kept[1:]) >= ENOUGH
    ):
        kept, whole = kept[1:], False  # 자는데 그게 그렇게 고맙더라
    if kept != words and len(kept) > 1 and _LEFT_OVER.fullmatch(kept[0]) and not CLINGS.match(kept[1]):
        kept, whole = kept[1:], False
    if kept and kept != words and _BROKEN_OFF.fullmatch(kept[0]):
        return None
    if kept and _NOT_KNOWN.search(" ".join(kept[-2:])) and _asks_before(kept, words):
        return None
    kept = after_the_speaker(kept)
    without = None if _HANGS_ON.match(" ".join(kept)) else without_speaker(kept)
    if without is None and _letters(shorter) >= _TELLS_ALONE and not _HANGS_ON.match(" ".join(shorter)):
        kept, whole, without = shorter, False, without_speaker(shorter)  # 나는 없고 손만 움직인 것 같다
    if without is None or HURTS.search(without.text) or _must_not_be_told(" ".join(without_me(kept))):
        return None
    said = (ordered(without.text) if angry else None) or plain(without.text)
    if said is not None:
        said, own = _by_whom(said, kept, own=without.own)
        without = replace(without, own=own)
    least = SHORTEST if whole else ENOUGH - 1 if without.own else ENOUGH
    if said is None or _SAYS_NOTHING.search(said) or _TWO_SENTENCES.search(said) or len(said.replace(" ", "")) < least:
        return None
    if _BY_ITSELF.match(said):
        return None
    said = _STATE.sub(r"\1 \2", said)
    said = _GLUED.sub(r"\1\2 ", said)
    if without.own and _WORTHLESS.search(said):
        return None
    own_words = " ".join(kept) if without.bare and not without.own else None
    own = without.own or (SUBJECT.fullmatch(words[0]) is not None and said.endswith("고 했다"))  # 나는 …, …다고 했다
    return _Clause(said, own, apart, own_words, _REPORTED.search(" ".join(kept)) is not None)


def _by_whom(said: str, kept: list[str], *, own: bool) -> tuple[str, bool]:
    """`said`, what is told of `kept`, without that it is hearsay, but where it is said of the speaker or by somebody
    named; and whether the speaker is still its subject."""
    if _TOLD_OF_ME.search(" ".join(kept)) and said[-1] in "다라" and not said.endswith(("더라", "고 한다")):
        return said + "고 한다", False  # 따졌더니 내가 예민하대
    of_me = not own and ("내가" in kept or "제가" in kept)  # 내가 예민하다고 한다
    return (said if of_me or _BY_SOMEBODY.search(said) else _HEARSAY.sub("다", said)), own


def _said_of_me(clause: _Clause) -> _Clause:
    """`clause`, from which 나더러 was left out, as what another says: 동생이 나더러 이기적이래."""
    if clause.text[-1] not in "다라" or clause.text.endswith(("더라", "고 한다")):
        return clause
    return replace(clause, text=clause.text + "고 한다", own=False)


def _asks_before(kept: list[str], words: list[str]) -> bool:
    """Whether `kept`, the last of `words`, has lost what it asks: 왜 …, 가슴이 납덩이 같은지 모르겠다."""
    return any(_WHY.fullmatch(word) for word in words[: -len(kept)]) and not any(map(_WHY.fullmatch, kept))


def _unaddressed(sentence: str) -> str:
    """`sentence` without the verb that addresses it to somebody: 불안하여 문의드립니다 → 불안해, 통보해
    드립니다 → 통보합니다."""
    sentence = _GIVEN_PAST.sub("다", sentence)
    sentence = _SAID_THANKS.sub("하다", _GIVEN_NOTICE.sub("합니다", sentence))
    why = _ADDRESSED.search(sentence)
    if why is None:
        return sentence
    return sentence[: why.start()] + ("해" if why["said"] == "하여" else why["said"][:-1])


def _is_of(word: str) -> bool:
    """Whether `word` is of what stands after it: 나간 (친구), and not 나는."""
    return is_syllable(word[-1]) and final(word[-1]) == "ㄴ" and word[-1] not in "은는"


def _letters(words: list[str]) -> int:
    return sum(len(word) for word in words)
