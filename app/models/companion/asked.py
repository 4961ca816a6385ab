"""Questions to the rabbit itself (몇 살이야? 같이 갈래?), and for its opinion (살까 말까?).

A diary quotes such questions and asks them of others, so it is the last sentence of a line alone that counts: it must
be a question, short, with nobody else as its subject, and either call the rabbit (너, 선생님, 토끼야) or be one that
is asked of who listens without a name (밥 먹었어?).
"""

import re

OPINION = "opinion."
RABBIT = "rabbit."

_LONGEST = 30  # letters and spaces of the sentence
_OPENING = re.compile(
    r"^(?:(?:[ㅋㅎㅠㅜ~^.,!]+|응|어|음|흠|아|오|와|네|예|넵|ㅇㅇ|그래|그치|그러게요?|맞아요?|근데요?|"
    r"그런데|그럼|그러면|그래서|그니까|그러니까|혹시|있잖아요?|참|"
    r"안녕(?:하세요)?|토끼야|토끼님|토닥아|"
    r"아니|아 맞다|맞다|저기요?|야|암튼|아무튼|그나저나) *[,.!]? +)+"
)
_CALL = (
    r"(?:너|넌|너는|너도|니가|네가|니|네(?= (?:나이|이름|취미))|당신은?|토끼(?:야|님|님은|님도|는|도|씨)?|"
    r"토끼 ?(?:닥터|선생님?)(?:님은|님|은|도|이)?|(?:의사 ?)?선생(?:님)?(?:은|도|이)?|닥터(?:는|도)?|"
    r"토닥(?:아|이|이는|이도)?|자기|그쪽은?)"
)
_QUESTION = re.compile(r"(?:\?|[어아야해니냐지까나래요가죠]|[까나는]요|는데|임|음|함)[ㅋㅎㅠㅜ\s.!~^?]*$")
_QUOTES = re.compile(r"[\"“”‘’']|[라다냐자]고 (?:했|물|하|그)|[라다냐자]는")
_TRAILING = re.compile(r"[\s?!.,~^ㅋㅎㅠㅜ…]+$")
_LAUGHS = re.compile(r"[\sㅋㅎㅠㅜ^~]+$")
_SENTENCE = re.compile(
    r"(?<=[.!?…~ㅋㅎㅠ])\s+|(?<=요) (?=근데|그런데|혹시|그럼)|(?<=[어지다]) (?=근데|그런데|혹시)|"
    r"\s+(?=(?:너는|넌|너도|토끼님은|선생님은|선생은|선생도|토끼 ?선생은?) )"
)


def _asks(*patterns: str) -> re.Pattern[str]:
    return re.compile("^(?:" + "|".join(patterns) + ")$")


# Without spaces and without the call to the rabbit: what is asked of it with a call or a question mark, and what
# only with a call, since it is asked of others as well.
_EITHER: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("age", _asks(
        r"(?:나이가?|연세가?)?(?:몇살|어떻게돼|어떻게되)[가-힣]*",
        r"나이(?:는|가|가요|요|좀)?", r"나이(?:가)?(?:많|적|있)[가-힣]*")),
    ("ate", _asks(
        r"(?:밥|점심|저녁|아침|식사|당근)(?:은|을|도)?(?:먹었|드셨|했|하셨)(?:어|어요|니|냐|나|나요|"
        r"습니까|지|음)"
    )),
    ("eats", _asks(
        r"(?:진짜)?(?:당근|밥|뭐|음식|간식|풀)(?:만|을|도|은)?(?:먹고살|먹|드시|드세|드십|좋아하|좋아해|먹을수있|"
        r"먹을줄알)[가-힣]*"
    )),
    ("sleeps", _asks(
        r"(?:밤에)?(?:잠은?|잠도|낮잠은?|낮잠도)?(?:안)?(?:자|주무|졸려|안졸려|안피곤|피곤하)[가-힣]{0,4}"
    )),
    ("doing", _asks(r"(?:지금|오늘)?(?:뭐|뭘|무엇을)(?:해|하고(?:있|지냈|놀)|하니|하냐|하세요|하심|했)[가-힣]{0,4}")),
    ("why", _asks(r"왜(?:자꾸)?(?:그런말|그렇게말|그런소리|전화번호|자꾸|그런걸물|그걸물|엉뚱|딴소리)[가-힣]{0,10}")),
    ("listening", _asks(
        r"(?:지금|잘)?(?:내말|제말|이거|제이야기|내얘기)?(?:을|를)?(?:잘)?(?:듣고(?:있|계)|들려|들리|"
        r"듣는거)[가-힣]{0,4}"
    )),
    ("secret", _asks(
        r"(?:이거|이건|여기|우리얘기|내얘기|제얘기)?(?:다른사람|누가|누구한테|아무한테|딴데|남)[가-힣]{0,6}(?:"
        r"듣|보|말하|말안하|알|얘기안)[가-힣]{0,6}",
        r"(?:이거|이건|내얘기|제얘기|이런거)?(?:어디에?|어디로|서버에?)(?:저장|보내|올라|남)[가-힣]{0,6}",
        r"(?:이거|이건|우리)?비밀(?:이야|이지|이에요|이죠|지켜)[가-힣]{0,4}",
    )),
)  # fmt: skip
_CALLED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("thinks_of_me", _asks(
        r"(?:나|저|나를|저를|날|내가|제가)(?:어떻게(?:생각|보|보이)|어떤사람|어때|어떤것같|어떤거같|"
        r"뭐라고생각)[가-힣]*",
    )),
    ("likes_me", _asks(r"(?:나|저|날|나를|저를|내가|제가)(?:진짜|혹시)?(?:좋아|사랑|싫|미워|귀찮|안좋아)[가-힣]{0,5}")),
    ("remembers", _asks(
        r"(?:나|저|내이름|제이름|내가|제가|아까|어제|지난번|저번)[가-힣]{0,14}(?:기억|알아|알지|잊)[가-힣]{0,5}",
        r"기억(?:해|나|력)[가-힣]{0,5}"
    )),
    ("together", _asks(
        r"(?:나랑|저랑|우리)?(?:같이|함께)[가-힣]{1,10}(?:래|래요|까|까요|자|줄래|실래요|줄거야|죠|도돼)",
        r"(?:한강|여기|우리집|집|이리|놀러)?(?:에|으로)?(?:올래|와|와라|와줘|오라고|놀러와|오세요)(?:요)?",
    )),
    ("tried", _asks(
        r"[가-힣]{1,14}(?:본적|해본|봤|간적|있는적)(?:이|도)?(?:있|없|어)[가-힣]{0,4}",
        r"[가-힣]{1,12}[봤어]봤(?:어|어요|니|냐|나요)")),
    ("sex", _asks(r"(?:여자|남자|암컷|수컷|성별)[가-힣]{0,12}")),
    ("home", _asks(r"(?:집이?|어디에?)(?:어디|살|사|있)[가-힣]{0,5}")),
    ("friends", _asks(
        r"(?:가족|친구|엄마|애인|여친|남친|형제|자식|부모님?)(?:은|이|도|가|는)?(?:있|없|몇)[가-힣]{0,5}",
        r"(?:안)?(?:심심|외롭|외로|쓸쓸)[가-힣]{0,5}"
    )),
    ("feels", _asks(
        r"(?:감정|마음|느낌)(?:은|이|도)?(?:있|없|느)[가-힣]{0,6}",
        r"(?:안)?(?:슬프|슬퍼|아프|아파|기뻐|기쁘|행복|힘들|속상|화나|무서|울어|우울)[가-힣]{0,6}")),
    ("likes", _asks(
        r"(?:무슨|어떤)?[가-힣]{0,8}(?:뭐|뭘|무엇을|무슨[가-힣]{1,4}|어떤[가-힣]{1,4})(?:를|을)?(?:제일|"
        r"가장)?(?:좋아|싫어)[가-힣]{0,5}",
        r"[가-힣]{1,8}(?:을|를|은|도)?(?:좋아해|좋아하세요|좋아하시[가-힣]{1,4}|좋아하니|좋아하냐|좋아하나요|싫어해)",
        r"취미[가-힣]{0,6}",
        r"[가-힣]{1,8}파(?:야|예요|에요|냐)[가-힣]{1,8}파(?:야|예요|에요|냐)",
    )),
    ("knows", _asks(r"[가-힣]{1,12}(?:알아|아세요|아니|아냐|알지|알죠|알고있[가-힣]{1,3}|들어봤[가-힣]{1,3})")),
    ("can", _asks(r"(?:뭐|뭘|무엇을|어떤걸|할줄아는게|할수있는게)(?:뭐|할수|할줄|잘|해줄)[가-힣]{0,8}")),
    ("name", _asks(r"이름(?:이|은)?(?:뭐|있|어떻게)[가-힣]{0,6}")),
    ("why", _asks(
        r"왜(?:자꾸|맨날|계속|그렇게|그걸|이걸|나한테|갑자기)?[가-힣]{0,10}(?:해|하는거야|그래|그러는데|"
        r"그래요|그러세요|몰라|모르세요|말해|못알아들어|걱정이야|하냐)"
    )),
)  # fmt: skip
_CALLED_FIRST = re.compile(r"(?:토끼야|토끼님|토닥아|선생님)[ ,!~]")
# What is asked once more, or told to have been asked: 네 나이 물어본 건데, 낮잠 자냐고.
_ASKED_ABOUT = re.compile(r"(?:를|을)? ?(?:물어 ?본|물은|묻는|물어 ?봤)[가-힣 ]*$")
_ASKED_AGAIN = re.compile(r"(?<=[가-힣][냐])고요?$")
_SINCE_A_RABBIT = re.compile(r"(?<![가-힣])토끼(?:니까|인데|라서|라며|라면서|면) ?")
_CALLS_IT = re.compile(rf"(?:^|(?<= )){_CALL}(?= )")
_OF_ONESELF = re.compile(r"(?:나|저|날|나를|저를)(?:어떻게생각|어때|기억|좋아해|사랑해)|내이름(?:기억|알)")
_COME = re.compile(rf"^{_CALL} [가-힣 ]{{0,8}}(?:와|오라고)$")
_JOKE = re.compile(
    r"(?:웃긴|재밌는|재미있는|무서운|옛날) ?(?:얘기|이야기|농담)(?:나|도|좀|하나)* ?(?:좀 |하나만? )?해 ?(?:줘|"
    r"줄래|주세요|봐)|"
    r"^(?:나랑 |나하고 )?(?:좀 )?놀아 ?(?:줘|주세요|줄래)[가-힣]{0,2}$|"
    r"^(?:농담|개그) ?(?:좀 |하나 )?해 ?(?:줘|봐)"
)
# For its opinion, whoever is asked.
_CHOOSE = re.compile(
    r"(?:너|언니|누나|형|오빠|선생님|토끼님?) ?같으면 .*(?:어떻게|어쩌|뭐라고)[가-힣 ]{0,10}$|"
    r"[가-힣ㄹ](?:까|까요) ?(?:말까|말까요|아니면)|(?:뭐|뭘|무얼|무엇을|어디|어딜|어디로|언제|어느 ?(?:게|"
    r"걸|쪽)|어떤 ?(?:게|걸|거)|무슨 [가-힣]+) ?[가-힣 ]{0,10}"
    r"(?:[을를갈볼살할킬입놀쉴]까|먹지|하지|가지|사지|입지|보지|좋을까|나을까|낫[나지니]|나아|좋아 ?보여)(?:요)"
    r"?$|(?:이|가|게|는 ?게|편이|쪽이) ?(?:더 )?(?:나을까|좋을까|낫겠지|낫지|나아)(?:요|니)?$|"
    r"(?:골라|정해|추천해|추천 좀|추천) ?(?:줘|주세요|줄래|봐|좀|주실래요|해)(?:요)?$|(?:네|너|니|"
    r"선생님|토끼님?) ?(?:생각|의견)(?:엔|에는|은|에)? ?(?:어때|어떠|어떨|뭐)[가-힣]{0,4}$|"
    r"(?:너|니가 나|네가 나|선생님이|선생님|토끼님이|토끼님|토끼)라면 ?[가-힣 ]{0,8}(?:어떻게|어쩔|"
    r"뭐라고|뭘|어떡)[가-힣 ]{0,12}$|"
    r"(?:도 ?(?:될|괜찮을)|[해어아여와워려]볼|할|갈|살|먹을|말할|시킬|보낼|그만둘|물어볼|빌려줄|줄|둘|쉴|걸|쓸|입을|"
    r"받을|만날|참을|(?<!왜 )그럴)까(?:요)?$|"
    r"[가-힣] (?:말아|마라|말어)(?:요)?$|(?:나을지|좋을지|맞을지) ?(?:모르겠[가-힣]{0,4})?$|(?:것이|"
    r"게|편이) ?낫겠습니까[가-힣 ,]{0,20}$|"
    r"(?:뭐라고|뭐라|어떻게) ?(?:말|얘기|대답|답장)?(?:을)? ?(?:하지|해야 ?하지|하면 ?되지|꺼내지)(?:요)?$|"
    r"(?:하는데|할까 ?하는데|가려는데|려고 하는데|려는데|는데|려고|하면|가면|사면) ?(?:어때|어떨까|"
    r"어떤가|어떻게 ?생각)[가-힣]{0,4}$"
)
_OF_ANOTHER = re.compile(r"(?:^|\s)(?:누가|왜|걔가|걔는|쟤가|쟤는|그 ?사람[은이]) ")  # nobody's choice: wondered about
_WAVERS = re.compile(r"[가-힣]까 ?[가-힣]*? ?말까 ?(?:고민|생각|망설)[가-힣 ]{0,8}$")
_BEFORE_THAT = re.compile(r"^.{6,}(?:는데|거든|니까) ")
_HOW = re.compile(
    r"어떻게 ?(?:하면|해야|할지|하는 ?게|하지|할까|해요?$|합니까$)[가-힣 ]{0,8}$|어떡하면 ?[가-힣 ]{0,6}$|"
    r"어쩌면 ?좋[가-힣]{0,4}$"
)
_RIGHT = re.compile(
    r"(?:내가|제가|나|저) ?(?:[가-힣]+ )?(?:잘못한|이상한|예민한|너무한|심한|나쁜|틀린|오버한|유난인|"
    r"유난한|쪼잔한|별난) ?(?:거|건|걸|것|사람)?(?:야|지|가|가요|일까|일까요|예요|인가|인가요|니|냐)?$|"
    r"(?:내가|제가) (?:잘못했|이상해|예민해|너무했|심했|유난이|이상한가|예민한가)[가-힣]{0,4}$|(?:나만|"
    r"저만) (?:그래|그런 ?거|이런 ?거|이래|그런가|이런가|그럼)[가-힣]{0,4}$"
)
_WILL = re.compile(
    r"^(?!.*(?:왜|안 |못 |어떻게 ))(?:.* )?"
    r"(?:괜찮아질|좋아하실|좋아할|괜찮을|잘될|잘 될|나아질|좋아질|나을|될|붙을|올|이길|끝날|풀릴|돌아올) ?(?:까|까요|"
    r"수 ?있을까요?|려나|려나요|거 같아|것 같아요?)$"
)


def asked(text: str) -> str | None:
    """The section of the talk's texts (`corpus/comfort/talk.toml`) that answers the question at the end of `text`, or
    None when none is asked of the rabbit."""
    last = _SENTENCE.split(_LAUGHS.sub("", text.strip()))[-1].strip()
    if _QUOTES.search(last):
        return None
    said = _TRAILING.sub("", _OPENING.sub("", last))
    called = _CALLED_FIRST.match(last) is not None
    if _WAVERS.search(said):
        return f"{OPINION}choose"
    if len(said) > _LONGEST:  # 맛집 알아봐야 되는데 …
        said = _BEFORE_THAT.sub("", said)
    if not said or len(said) > _LONGEST:
        return None
    again = _ASKED_AGAIN.sub("", _ASKED_ABOUT.sub("", said))
    if again != said and (found := _of_the_rabbit(again, marked=True)) is not None:
        return found
    said = _SINCE_A_RABBIT.sub("", said) or said
    if _JOKE.search(said):
        return f"{RABBIT}joke"
    if not _QUESTION.search(last) and _COME.search(said) is None:
        return None
    return _of_the_rabbit(said, marked=called or "?" in last) or _opinion(said)


def _of_the_rabbit(said: str, *, marked: bool) -> str | None:
    call = _CALLS_IT.search(said)
    if call is None and not marked:
        return None
    compact = (said[: call.start()] + said[call.end() :] if call else said).replace(" ", "")
    # what is asked about oneself (나 어떻게 생각해) can be meant for nobody else
    kinds = (*_EITHER, *_CALLED) if call or _OF_ONESELF.match(compact) else _EITHER
    return next((RABBIT + name for name, pattern in kinds if pattern.match(compact)), None)


def _opinion(said: str) -> str | None:
    kinds = (("how", _HOW), ("choose", _CHOOSE), ("right", _RIGHT), ("will", _WILL))
    found = next((OPINION + name for name, pattern in kinds if pattern.search(said)), None)
    return None if found == f"{OPINION}choose" and _OF_ANOTHER.search(said) else found
