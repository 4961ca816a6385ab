"""What kind of thing a light sentence told back tells of, so that the reply joins it: a meal, an errand, a kindness."""

import re
from collections.abc import Container

from app.models.companion.hangul import final, is_syllable, with_final
from app.models.companion.matters import MATTERS, matters
from app.models.companion.raw import WITH_N

LAUGHED, PRAISED, KIND, CHILD, CHEERED, MET, FIRST = "laughed", "praised", "kind", "child", "cheered", "met", "first"
MEAL, GREW, SIGHT, CARE, CHORE, ERRAND, BOUGHT = "meal", "grew", "sight", "care", "chore", "errand", "bought"
MOVED_ABOUT, WORKED, RESTED, GOING, WENT, FACT = "exercise", "worked", "rested", "going", "went", "fact"
SOBER, CHANGED, HABIT, HARVEST, HELPED = "sober", "changed", "habit", "harvest", "helped"
NOTED, NEWS = "noted", "news"
PAID, WAITED, ARRIVED, SHOPPED = "paid", "waited", "arrived", "shopped"
TOPICS = (
    *(LAUGHED, PRAISED, KIND, CHILD, CHEERED, MET, FIRST, MEAL, GREW, SIGHT, CARE, CHORE, ERRAND, BOUGHT),
    *(MOVED_ABOUT, WORKED, RESTED, GOING, WENT, FACT, SOBER, CHANGED, HABIT, HARVEST, HELPED, NOTED, NEWS),
    *(PAID, WAITED, ARRIVED, SHOPPED),
    *MATTERS,
)
TENDER = (KIND, CHILD, MET, GREW)  # whose replies for a glad line stand under a bittersweet one, too

_TOPICS = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            CHANGED,
            r"(?:연기|취소|변경)(?:됐|되었|된)|바뀌었다(?:$|고)|[월화수목금토일](?:요일|"
            r"욜)(?: [0-9]교시)?로 옮[겼겨]|미뤄졌|미루어졌|밀렸다$|당겨졌",
        ),
        (
            LAUGHED,
            r"^(?!.*(?:허탈|쓴웃음|씁쓸)).*(?:웃었|웃는다|웃더라|웃고 |웃겼|웃긴다|웃겨|배를 잡|배꼽|(?:빵|폭소|"
            r"웃음이?) ?터[졌진]|깔깔|킥킥|낄낄)",
        ),
        (
            CHEERED,
            r"만세|덩실|(?:^| )춤[을춘췄도]|추었다|폴짝|방방|(?:발로|까지|길을) 뛰었|손뼉|박수|끌어안|껴안|얼싸|"
            r"매달렸|"
            r"하이파이브|소리(?:를|까지)? ?질렀|"
            r"콧노래|흥얼|노래를? ?불렀|휘파람",
        ),
        (
            KIND,
            r"(?:^| )[가-힣]+ ?(?:줬|주었|주셨|주신)다$|선물(?:로|을|이|했|해 )",
        ),
        (FIRST, r"(?:^| )처음(?:으로 (?!알|보는|봤)| [가-힣]+[았었했였갔왔됐났봤]다$)|(?:^|의 )첫 "),
        (
            PRAISED,
            r"(?:다|라|자)고 (?:하셨|하신|하시|했|하더|그러|적혀|적으|써|칭찬|불렀|불러)[가-힣]{0,3}"
            r"(?: (?:줬|주셨|주신|준|있었|있더|계셨)[가-힣]{0,2})?$",
        ),
        (
            MEAL,
            r"먹었|먹는다|마셨|드셨|끓였|(?<!사발을 )(?<!도자기를 )구웠|볶았|무쳤|삶았|(?:전|부침개?|두부|달걀|"
            r"계란)[을를]? 부쳤|부쳐 먹|쪘다|데웠|비볐|말았다|담갔|"
            r"(?:차|피|밥|면|국|탕|찌개|국수|치킨|자|장|빵)(?:[을를] |까지 | )?시켰|차렸|맛있|맛이|"
            r"꿀맛|한 그릇|두 그릇",
        ),
        (
            GREW,
            r"(?:꽃|싹|순|잎|봉오리|열매)[이가도] |피었|폈다|열렸다|심었|자랐|(?:딸기|토마토|고추|상추|감자|"
            r"오이)[을를]? (?:땄|캤|심)",
        ),
        (
            SIGHT,
            r"(?:노을|무지개|별|별똥별|보름달|달|구름|하늘|바다|단풍|벚꽃|윤슬|일출|해|첫눈|눈)[이가은는을를도] "
            r".{0,8}(?:봤|보았|본다|떴|예뻤|예쁘|예쁜|곱|내렸|왔다|온다|쏟아|반짝|환했|밝았|물들|분홍)",
        ),
        (CHILD, r"(?:^| )(?:손주|손녀|손자|아기|아이|조카|돌쟁이|꼬마)[가-힣]{0,3}(?:이|가|는|은|도) "),
        (MET, r"만났|모였|둘러앉|재회|찾아왔|놀러 ?왔|마중|얼굴을? ?봤"),
        (
            CARE,
            r"라섹|라식|"
            r"병원|의원|한의원|치과|안과|내과|피부과|검진|진료|접종|예방 주사|주사를? ?맞|침[을 ]?맞|물리 ?치료|혈압|"
            r"(?<!예)(?<!계)약을|스케일링|"
            r"검사는|검사를|검사 |검사하고|검사했|"
            r"헌혈|신체검사|안경|도수를|재활|깁스|영양제|체온|임플란트|틀니|소독|반창고",
        ),
        (WAITED, r"기다렸|줄을? ?섰|번호표"),
        (
            ARRIVED,
            r"(?:택배|소포|문자|메일|안내문?|통지서?|공지|공문|답장|알림|명단|결과|고지서|우편물?)[가-힣]* "
            r"(?:[가-힣]+ )?(?:왔다|받았다|나왔다|떴다|도착했다|올라왔다)$",
        ),
        (
            ERRAND,
            r"신청|등록|예약|접수|갱신|납부|입금|송금|환전|신고했|(?<!공)연장|반납|제출|낙찰|견적|마쳤다|끝냈다|"
            r"(?:숙소|자리|방|식당|날|날짜|일정)[가-힣]* (?:[가-힣]+ )?잡았|서류|발급|맡겼|맡기고|찾아왔|부쳤|결제|"
            r"가입|해지|빌렸|"
            r"끊어 ?놨|뽑아 ?놨|출력|인쇄|정했다|적어 ?놨|적었다|기록했|챙겼",
        ),
        (
            HARVEST,
            r"캤다|털었다|띄워|빻|메주|김장|장을 담|된장|고춧가루|모종|밭|논|거름|말렸다|말려 놨|담갔|모내기|추수",
        ),
        (
            HELPED,
            r"도왔|실어다|날랐|데려다|태워다|(?:해|챙겨|사|갈아|들어|고쳐|보내|가져다|읽어|닦아|싸|알려|봐) ?(?:드렸|"
            r"줬)다$|대신 ",
        ),
        (
            CHORE,
            r"청소|빨래|설거지|걸레|쓸었|닦았|널었|널고|갰다|개었|개켰|(?<!통장 )정리(?:했|하고|를)|버렸다|분리수거|"
            r"재활용|다렸|다듬|벗겼|치웠|갈았다|"
            r"고쳤|조였|달았다|"
            r"붙였|꿰맸|묶어 ?놨|"
            r"세차|깔았|뺐다|쟀다|냉동했|얼렸|절였|접었|풀었|옮겼|걷었|씻었|바꿨|바꾸었|맞췄|설치|씌웠|비웠",
        ),
        (
            SHOPPED,
            r"(?:맥주|소주|막걸리|커피|빵|김밥|두부|나물|고기|과일|떡|우유|귤|캔|과자).*"
            r"(?:샀다|샀고|사 ?왔|사 ?뒀|사 ?놨)|장을? 봤|장 ?봐",
        ),
        (BOUGHT, r"(?<!밥 )(?<!밥을 )(?<!커피 )(?<!저녁을 )(?<!점심을 )샀다|샀고|사 왔|장만|주문|질렀|사 뒀|사 놨"),
        (PAID, r"(?:[0-9]|만|천|백|십) ?원(?:을|이|은|씩|에|짜리|이라)? "),
        (
            MOVED_ABOUT,
            r"^(?!.*(?:기다리|고치|수리|바퀴)).*(?:운동(?!화)|헬스|하체|수영|요가|체조|등산|산책|자전거|"
            r"스트레칭|필라테스|배드민턴|탁구|걷기|"
            r"조깅|러닝)",
        ),
        (
            WORKED,
            r"회의|보고서|출근|야근|근무|업무|메일|발표|과제|수업|강의|시험|공부|알바|교육|면접|실습|봉사|토론|상담|"
            r"당직|퇴근|마감",
        ),
        (
            RESTED,
            r"쉬었|쉬고|누워|누웠|드라마|영화|별거 없|별일은? 없|낮잠|늦잠|뒹굴|텔레비전|티비|넷플릭스|책을 읽|"
            r"읽었다|음악|목욕|반신욕|"
            r"게임|잤다",
        ),
        (
            GOING,
            r"^(?!.*(?:이사|시집|장가|군대|유학|이민)).*(?:(?:에|로|까지|러) (?:다시 )?(?:간다|갈 거라|가기로 했다)|"
            r"다녀올 거라|다녀온다|출발한다|출발이라|떠난다)$",
        ),
        (
            WENT,
            r"(?:에|로|까지|[가-힣]러|타고|들고|사서|해서|갔다) ?(?:왔다|갔다)$|(?:다녀왔|들렀|탔|도착했|"
            r"내려왔|걸었|걸어왔|걸어갔)다$",
        ),
        (ERRAND, r"[가-힣] ?(?:놨|뒀|두었|놓았)다$"),
    )
)
_OFTEN = re.compile(r"매|마다|늘 |항상|꼭 |요즘|월[초말]|씩|전에|하던 대로|보통|때는?|(?:^| )[가-힣]+만 ")
_NO_MORE = re.compile(r"(?:^| )(?:이제|안|못) ")
_NO_FOOD = re.compile(r"까먹|젖병|행주|걸레|수건|파마|머리를")  # boiled or rolled, not eaten
SOMEBODY = re.compile(
    r"(?:엄마|어머니|아빠|아버지|할머니|할아버지|남편|아내|아들|딸|형|누나|오빠|언니|동생|며느리|사위|이모|고모|삼촌|"
    r"동서|처제|처남|"
    r"제수|시누|조카|손주|손자|손녀|친구|선배|후배|동기|선생님|쌤|부장|팀장|과장|대리|사장|동료|이웃|옆집|윗집|"
    r"아랫집|아이|애[가는]|막내|큰애)[가-힣]{0,2}(?:이|가|은|는|께서) "
)
_WHEN = re.compile(r"(?:지금|오늘|요즘|이제|요새|이번에|어제|내일|주말에|아침에|저녁에|낮에|밤에)[은는] ")
_TO_A_THING = re.compile(r"^(?!.*[가-힣](?:이|가|께서) ).*[을를] ")
_HAS_SUBJECT = re.compile(r"[가-힣0-9](?:이|가|은|는|께서) ")
_SOBER = re.compile(
    r"^(?!.*(?:훈련|소설|영화|드라마|판례|세일)).*(?:"
    r"수술|중환자|요양|압류|법원|장례|화장장|병실|입원|[일이삼사]인실|욕창|간병|요양병원|도살|빈소|발인|납골|영정|"
    r"사망|유언|제사|"
    r"기일|성묘|벌초|"
    r"상조|부고|응급|항암|"
    r"투석|요양원|호스피스|"
    r"이혼|퇴사|파산|소송|상속|재판|사고|재난|대피|장지|입관|수의|치매|인지 검사|조문|부의|실업|해고)"
)
_IN_PLAIN_LINES_PAST = frozenset(
    (CARE, HARVEST, HELPED, CHORE, ERRAND, BOUGHT, MOVED_ABOUT, WORKED, RESTED, WENT, PAID, WAITED, SHOPPED)
)
_DOES = re.compile(rf"[{WITH_N}]다$")
_NUMBERED = re.compile(
    r"[0-9]|(?:^| )(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두) ?(?:시|명|개|번|장|층|군데|반)|요일|"
    r"매[달주일]|격주|이틀|사흘|나흘|열흘|달마다|주마다|까지|부터|오전|오후|아침|저녁|올해|이번|다음"
)
_COMMAND = re.compile(
    r"(?:하|말|오|서|가|사|자|보|내|해|주|두|치|쓰|놓|먹|넣|받|찍|읽|앉|입|붙이|줄이|높이|시키)으?라$"
)


def topics(clause: str, *, own: bool, theirs: bool, past: bool) -> tuple[str, ...]:
    """What `clause`, a sentence in the plain form, tells of, the closest first. `own`: the speaker was its subject;
    `theirs`: somebody else was; `past`: it tells of what happened."""
    found = [SOBER] if _SOBER.search(clause) else []
    does = not clause.endswith("된다") and _DOES.search(clause) is not None
    somebody = theirs and SOMEBODY.search(clause) is not None
    sure = not own and noticed(clause) is not None
    acts = (
        does and _TO_A_THING.search(clause) is not None
    )  # with nobody named, the speaker does: 렌즈는 한 달짜리를 쓴다
    dry = sure and not past and not somebody and not acts
    users = own or not (theirs or SOMEBODY.match(clause) is not None)
    found += matters(clause, past=past, users=users)
    if dry and _NUMBERED.search(clause):
        found.append(FACT)
    for name, pattern in _TOPICS:
        if name == MEAL and (not past or _NO_FOOD.search(clause)):
            continue
        if name == KIND and own:
            continue  # what is given is no kindness received
        if name in _IN_PLAIN_LINES_PAST and (not past or (not users and name != CARE)):
            continue
        if pattern.search(clause):
            found.append(name)
    if (
        does
        and _OFTEN.search(clause)
        and not _NO_MORE.search(clause)
        and (own or (dry and not _HAS_SUBJECT.search(_WHEN.sub("", clause))))
    ):
        found.append(HABIT)  # 그냥 손 들고 말한다
    elif dry and (clause.endswith("라") or _HAS_SUBJECT.search(_WHEN.sub("", clause))):
        found.append(NOTED)
    elif sure and somebody:
        found.append(NEWS)
    return tuple(found)


def tells_of(clause: str, names: Container[str]) -> bool:
    """Whether `clause` tells of one of `names`, of `TOPICS`, by its words alone."""
    return any(name in names and pattern.search(clause) is not None for name, pattern in _TOPICS)


def noticed(clause: str) -> str | None:
    """`clause`, a sentence in the plain form, as one who has just noticed says it (4시라 → 4시군요, 간다 → 가는군요);
    None where that is not sure."""
    if clause.endswith("라") and not clause.endswith("더라"):
        return None if _COMMAND.search(clause) else clause[:-1] + "군요"
    if clause.endswith("겠다"):
        return None  # 시작하겠군요 would be a guess
    if not clause.endswith("다") or len(clause) < 3 or not is_syllable(clause[-2]):
        return None
    stem = clause[:-1]
    if final(stem[-1]) == "ㄴ" and stem[-1] != "는":
        return with_final(stem) + "는군요"
    return stem + "군요"
