"""What a glad line is glad of, so that the reply suits it (a success is congratulated on, relief shared, quiet
contentment met quietly), and which of its sentences is the heart of it."""

import re

from app.models.companion.about import COMING, EASED, WON, abouts
from app.models.companion.topics import CHEERED, GREW, KIND, LAUGHED, PRAISED, tells_of

KEPT, THANKFUL, PROUD, RELIEVED = "kept", "thankful", "proud", "relieved"
FREED, HEARTENED, CALM, LIVELY, GAVE, PLEASED, THRILLED = (
    *("freed", "heartened", "calm", "lively", "gave", "pleased", "thrilled"),
)
GLADNESS = (KEPT, THANKFUL, PROUD, RELIEVED, FREED, HEARTENED, CALM, LIVELY, GAVE, PLEASED, THRILLED)

_GAVE = re.compile(
    r"선물[을를]? .*(?:샀|줬|주었|드렸|했|보냈)다$|(?:줬|주었|드렸|기부했|나눴|후원했|대접했|쐈)다$|"
    r"(?:밥|저녁|점심|커피|고기|술)[을를]? (?:샀|사 ?줬)다$"
)
_GLAD_OF = tuple(  # the closest first
    (name, re.compile(pattern))
    for name, pattern in (
        (
            PRAISED,
            r"[다라자]고 (?:해|말해|얘기해) (?:줬|주[시셨신])|칭찬(?:을|도|만|까지|해|받|글|을 들)|인정(?:을 )?받|"
            r"알아[봐주]|평가를 (?:[가-힣]+ )?받|좋다는 말",
        ),
        (
            KEPT,
            r"[0-9일이삼사오육칠팔구십백한두세네] ?(?:일|개월|달|년|주)째|끊은 지|(?:술|담배|"
            r"이번엔 진짜)[을를]? 끊었|"
            r"꾸준히|하루도 (?:안|빠|거르)|다 채[우웠]|완성(?:했|하였)|헛되지 않|이겨 ?[내냈]|이겨 낸|극복|"
            r"버텨 ?[내냈]|"
            r"목표.*(?:이[뤄뤘루]|달성|모았|채[우웠워]|도달|넘)|(?:키로|킬로|kg|살)[을를이]? ?(?:빠졌|뺐|빠져)|해냈|"
            r"해내|"
            r"보상받|익혔|끝냈|이를 악물|(?<!약속을 )(?<!비밀을 )지켰다|다 (?:썼|떴|외웠|읽었)다|살려 ?냈",
        ),
        (
            WON,
            r"태어났|낳았|결혼(?:한다|하기로|했|해)|가정을 이루|(?:프[러로]포즈|청혼|고백)(?:을|에)? ?(?:받|성공|"
            r"했)|(?:취업|취직)(?:했|됐|에 성공|하게|해서)|"
            r"(?<!불)합격|당첨|(?:승진|진급)(?!에서)|우승|1위|개업|개원|(?:가게|식당|매장|카페|작업실|공방|학원|"
            r"사무실|책방|서점|병원)[을를] 열었|(?:집|"
            r"아파트)[을를]? "
            r"(?:[가-힣]+ )?(?:샀|장만|마련|구했|계약)|첫 ?집|입주|등단|출간|뽑[혔힌]|선정|채택|임용|면허|자격증|"
            r"졸업장|전역했|"
            r"제대[를 ]*했|입학|수료|결승|신기록|오늘부터 1일|걸음마|표창|대상을|성공|승리|졸업하게|정년을|성황리|"
            r"게재|성사|사업자|정규직|"
            r"(?:부장|과장|팀장|회장|대표|반장)[이가]? (?:됐|되었)",
        ),
        (
            RELIEVED,
            r"다행|안심|안도|한시름|한숨 돌|마음이? ?놓|살 것 같|걱정(?:이|도|할 게|거리가)? ?(?:하나도 )?(?:없|"
            r"사라|덜)",
        ),
        (
            EASED,
            r"수치|(?:결과|검사결과)[가는]? ?(?:[가-힣]+ )?(?:깨끗|좋|정상|괜찮)|회복(?:했|됐|되었|하였|이 빨)|"
            r"붙었다는데|"
            r"완전히 붙|수술[이은도]? ?(?:[가-힣]+ )?잘|잘 (?:끝났|마쳤|풀렸)|나았|나아졌|되찾|"
            r"다친 사람[은이도]? 없|사고 없이|무사|완치|퇴원|화해|"
            r"(?:오해|갈등|문제)[가이를도]? .*(?:풀|해결)|(?:건강|증상|증세|통증|몸)[이은도]? .*(?:좋아졌|가라앉|"
            r"사라졌|줄었)|"
            r"안 (?:쑤|아프)|(?:적게|싸게) (?:나왔|나온)|(?:돌려|환불)받|빚[을도]? .*갚았|문제를 .*해결",
        ),
        (THANKFUL, r"고맙|고마[워웠운울웁]|감사|덕분이라"),
        (PROUD, r"뿌듯|보람|대견|기특|자랑스|성취감|으쓱|자부심|흡족|감개무량|영광|어깨가 펴"),
        (
            FREED,
            r"푹 (?:잤|쉬|잔)|실컷 (?:잤|쉬)|후련|개운|홀가분|시원[하해]|뻥 뚫|가벼[워웠]|가볍|가뿐|상쾌|해방|"
            r"스트레스.*풀|"
            r"퇴사|종강|방학|(?:과제|시험|공부|업로드|정리) ?끝",
        ),
        (
            HEARTENED,
            r"든든|위로|위안|힘이 ?(?:나|난|났|되|된|됐|돼)|용기|자신감|자존감|믿음|믿어|희망|기운이? ?[나난났]|"
            r"활력|생기가|"
            r"응원|편을 들|내 ?편|의지가",
        ),
        (
            PLEASED,
            r"^(?!.*(?:하루|생활|인생|삶|나날|요즘)).*(?:만족|흡족|흐뭇|기대 이상|마음에 (?:[가-힣]+ )?(?:들|든|드)|"
            r"유용|"
            r"편리|"
            r"잘 (?:샀|골랐|고른))",
        ),
        (
            CALM,
            r"편안|편하|편해|평온|평화|평안|여유|느긋|차분|고요|포근|잔잔|소소|만족|충만|넉넉|부족한 것|바랄|"
            r"복이 많|복 받|"
            r"따뜻[하해]|따스|한가|안정|온기|귀한지|자유롭",
        ),
        (COMING, r"기대(?:된|돼|되|가)|손꼽"),
        (THRILLED, r"설레|설렌|설렜|설렘|두근|들뜬|들떴"),
        (LIVELY, r"신[나난났]|신이 ?[나난났]|짜릿|최고|대박|재밌|재미있|재미가|즐겁|즐거|횡재|신바람|야호|완벽해"),
    )
)
# A clause of these words alone says only how it feels, and not what came about: 정말 기쁘다, 스스로가 대견하다.
_ONLY_FELT = re.compile(
    r"(?:너무|정말|진짜|참|참으로|아주|무척|매우|되게|완전|그저|마냥|막|다|다들|더|한없이|더없이|얼마나|어찌나|"
    r"은근히?|"
    r"스스로[가도]?|자신[이도]?|마음[이도은]?|기분[이도은]?|속[이도]?|가슴[이도]?|하루[가는]?|하루하루[가는]?|"
    r"오늘[은도]?|"
    r"이제|지금|요즘|진심으로|마음으로|무한한|깊은|절로|저절로|자꾸|웃음[이만도]?|눈물[이도]?|날|만큼|것|왠지|괜히|"
    r"한결|조금|"
    r"좀|"
    r"꽤|나름|몰래|저도|같은|느낌|온종일|종일|내내|하루종일|이렇게|그렇게|이게|세상을|세상에|고맙고|진짜로|"
    r"살맛[이도]?|신바람[이도]?|힘[이도]?|성취감[이을도]?|보람[이을도]?|해방감[이을도]?|만족감[이을도]?|기대[가도]?|"
    r"신[이도]?|"
    r"노력한|고생한|있어서|나게|살|어깨[가도]?|주책없이|소식을|전한다|알려|놓인다|놓였다|놓이더라|쏟아졌다|"
    r"가득하다|있다|없다|크다|난다|났다|든다|들었다|나더라|있더라|넘친다|느낀다|느꼈다|느껴진다|된다|됐다|같다|"
    r"모른다|"
    r"드린다|생각한다|칭찬(?:한다|했다|해)|(?:느낌|기분|마음|마음뿐|따름|뿐|일|하루|날|나날|시간|세월|생각|것)"
    r"(?:이었다|이라|이다|였다|라)|그지없[가-힣]*|"
    r"(?:기쁘|기뻤|기쁜|행복|뿌듯|고맙|고마|감사|다행|대견|기특|자랑스|든든|후련|개운|홀가분|시원|편안|편하|편한|좋|"
    r"즐겁|즐거|신나|신난|신났|설레|설렌|흐뭇|흡족|만족|감격|감동|짜릿|영광|벅차|벅찬|뭉클|반갑|반가|재밌|재미있|"
    r"신기|"
    r"뜻깊|보람차|보람찬|보람있|상쾌|안심|기대|후회|감개|울컥|충만|최고|완벽|으쓱|따뜻[하해]|편해|넉넉|가볍|가벼|"
    r"평온|평안)[가-힣]*)"
)
_NOT_DONE = re.compile(
    r"(?:^| )(?:안|못) [가-힣]+다$|지(?:도|를|는)? (?:않|못)[가-힣]+다$|"
    r"(?:^| )(?:그거|그걸|그게|그|그것[가-힣]{0,2}|이러고|그렇게) "
)
_BEFORE_IT_WAS_GOOD = re.compile(  # what the gladness is measured against
    r"데면데면|서먹|한숨|아프다|아파|싫었|힘들었|무서웠|무서울|무섭|아팠|싸웠|혼났|틀린|틀렸|잃어버|속상|끊어졌|"
    r"끊어져|"
    r"떨어졌|망했|못됐|놀림|까먹|고장|바닥이|괴롭|괴로|심했|불안했|불안하|우울했|외로웠|서러웠|막막|걱정했|걱정이었|"
    r"떨었|부끄러웠|억울|고생했|고생만|답답했|초조|지쳤|지쳐|미웠|없었(?:다|는데)$|울었|포기|망설|긴장했|방황|구박|"
    r"무뚝뚝|줄었다$|줄었지"
)
_GOOD_AFTER_ALL = re.compile(
    r"좋|웃|신[이나났]|잘했|잘 ?됐|찾|고쳤|괜찮|뿌듯|붙|받|고맙|고마|감사|행복|다행|덕분|풀[렸리]|이겨|이겼|나았|"
    r"나아|"
    r"사라|없어졌|기뻐|기뻤|감동|벅차|같이 울|함께 울|껴안|부둥|부담|짐이|스트레스|통증|달래|위로|고생했다고|"
    r"생각보다|즐겁|즐거|재밌|재미있|편[하해안]|해냈|자랑"
)
_WELL_DONE = re.compile(r"길 (?:정말 |참 |진짜 )?잘했다(?: 싶다|고 생각한다)?$")  # why, another says
_TWO_IN_ONE = re.compile(  # 근육량이 증가했대 뿌듯하다: the first of them is the news
    r"(?:[겠았었했였됐왔갔]다|[한된난긴간온린]다|[했됐긴난린온간]대|[와나해어아]요) "
    r"(?:(?:너무|넘|정말|진짜|완전|참|아주|막|벌써) )?"
    r"(?:기쁘|행복|뿌듯|고맙|감사|좋|신난|설레|설렌|기대|즐겁|든든|다행)[가-힣]*$|려고 (?:기대|설레|설렌)"
)
_NEWS = (EASED, KEPT, PRAISED, RELIEVED)
_TURNED = re.compile(r"^.*(?:[은는던]데|지만) (?=.{4})")
_TOO_LITTLE = 8  # letters
_HEARTFELT = (LAUGHED, CHEERED, PRAISED, KIND, GREW)


_RUN_ON = re.compile(r"(?<=[긴난린온간한된했됐]대) (?=(?:너무|넘|진짜|완전|정말) )")  # 도서관 생긴대 넘 기대된다
_HOW_MUCH = re.compile(
    r"(?:얼마나|어찌나) (?P<felt>반가운|고마운|감사한|행복한|기쁜|좋은|든든한|뿌듯한|흐뭇한|기특한|대견한|"
    r"자랑스러운|편한|즐거운|예쁜|"
    r"귀여운|다행인|고맙던|좋던|반갑던|흐뭇하던|든든하던|대견하던|뿌듯하던|예쁘던|기쁘던) ?지(?:요)?"
    r"(?: (?:몰라요?|모릅니다|모르겠어요?|모르겠다|모른다|모르겠습니다))?(?=[.!~…?]|$)"
)
_FELT_SO = {
    **dict.fromkeys(("반가운", "반갑던"), "반갑다"),
    **dict.fromkeys(("고마운", "고맙던"), "고맙다"),
    **dict.fromkeys(("기쁜", "기쁘던"), "기쁘다"),
    **dict.fromkeys(("좋은", "좋던"), "좋다"),
    **dict.fromkeys(("예쁜", "예쁘던"), "예쁘다"),
    "자랑스러운": "자랑스럽다",
    "즐거운": "즐겁다",
    "귀여운": "귀엽다",
    "다행인": "다행이다",
}


def stated(text: str) -> str:
    """`text` with what it only exclaims said as it is (언니가 와서 얼마나 고마운지 몰라 → 언니가 와서 정말 고맙다), and
    with the news apart from the joy at it."""
    text = _RUN_ON.sub(". ", text)
    return _HOW_MUCH.sub(
        lambda found: "정말 " + _FELT_SO.get(found["felt"], found["felt"].rstrip("한던하") + "하다"), text
    )


def glad_of(clause: str, *, own: bool) -> tuple[str, ...]:
    """What `clause` of a glad line, a sentence in the plain form, is glad of, the closest first. `own`: the speaker was
    its subject."""
    found = [GAVE] if own and _GAVE.search(clause) else []
    return (*found, *(name for name, pattern in _GLAD_OF if pattern.search(clause)))


def heart_of_gladness(clause: str) -> float:
    """What `clause` of a glad line is worth more or less as the heart of it: rather what somebody did for another, a
    laugh or a success, than a bare feeling (정말 뿌듯하다), what was not done (뛰지도 않았다), or what points back
    (그거 넣고 갔다)."""
    kinds = (*glad_of(clause, own=False), *abouts(clause, own=False))
    worth = 0.6 if tells_of(clause, _HEARTFELT) else 0.0
    if only_feels(clause):
        worth -= 2.6
    elif WON in kinds:
        worth += 2.6
    elif any(each in kinds for each in _NEWS):
        worth += 1.4
    elif len(clause.replace(" ", "")) <= _TOO_LITTLE:
        worth -= 0.8
    worth -= 3.0 if lies_before(clause) else 0.0
    worth -= 4.0 if _TWO_IN_ONE.search(clause) else 0.0
    worth -= 0.8 if _WELL_DONE.search(clause) else 0.0
    worth -= 0.8 if _NOT_DONE.search(clause) else 0.0
    return worth


def only_feels(clause: str) -> bool:
    """Whether `clause` says how it feels and nothing of what came about: 참 감사하다, 다들 자랑스럽다."""
    return all(_ONLY_FELT.fullmatch(word) for word in clause.split())


def lies_before(clause: str) -> bool:
    """Whether `clause` of a glad line tells only what its gladness is measured against (한숨만 쉬었다)."""
    clause = _TURNED.sub("", clause)
    if _BEFORE_IT_WAS_GOOD.search(clause) is None or _GOOD_AFTER_ALL.search(clause) is not None:
        return False
    came_about = {*glad_of(clause, own=False), *abouts(clause, own=False)}
    return came_about.isdisjoint((WON, *_NEWS))
