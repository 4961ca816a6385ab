"""The plain form of a spoken sentence: 버스를 보냈어요 → 버스를 보냈다, 다음 주에 올라올 거예요 → … 올라올 거라.

What comes out stands before 는 (…다는 말, …라는 말). None where the ending leaves a doubt about what was said.
"""

import re

from app.models.companion.hangul import FINALS, FIRST, LAST, final, is_syllable, parts, syllable, with_final
from app.models.companion.josa import particle
from app.models.companion.nominal import from_nominal, past_of_open

EDGES = "\"'“”‘’()[]<>「」『』,;:·^- "
WITH_SS = "".join(map(chr, range(FIRST + FINALS.index("ㅆ"), LAST + 1, len(FINALS))))

_AFTER_PAST = (
    "어|어요|다|습니다|지|지요|죠|네|네요|거든|거든요|는데|는데요|단다|음|구나|군요|는걸|는걸요|더라|더라고|"
    "더라고요|더라구|더라구요|던데|던데요|대|대요|"
    "다고|다고요|다구|다구요|더군|더군요|구먼|습디다|더라니까|더라니까요|다는데|다던데|다더라|단 말이야|"
    "잖아|잖아요|다니까|다니까요|으니까|답니다|엉|어용|드라|드라고|드라고요|드라구|소|소이다|지 뭐|지 뭐야|지 뭐예요|"
    "고|고요|지만|다네|다네요"
)
_PAST = re.compile(rf"(?P<stem>[{WITH_SS}없])(?:{_AFTER_PAST})$")
_REPORTED = re.compile(
    r"(?P<stem>[가-힣]+?)(?:[더드]라(?:고|고요|구|구요|니까|니까요)?|더군(?:요)?|더구먼|던지(?:요)?|던데(?:요)?|데요)$"
)
_DOUBTED = re.compile(r"[있없겠]다(?:고|구)요?$")  # 무슨 일이 있다고
_INSISTS = re.compile(  # 못 주겠다는 거 아니야: it is so; 못 나가는 거 아니겠지: it is feared
    r"거 ?아니(?:야|에요|예요|냐|지|겠[가-힣]*)$|(?:^|[ ,])[이그]래요?$"
)
_SUPPOSED = re.compile(r"(?P<stem>[가-힣])겠[지죠]요?$")  # 내일도 똑같겠지: with 겠다 it would be meant
_STILL = re.compile(r"(?:[는던은]|[빈난된진한]) ?(?:중|느낌|기분|상태)$")  # 숨만 쉬는 중
_GOES_ON = re.compile(
    r"(?P<stem>[없있싶같찮])(?:고|[아어]서)요?$|(?<=[도가] )(?P<felt>[싫좋많])고요?$"
)  # 켤 이유도 없고, 아무것도 없어서요
_SAID_SO = re.compile(r"(?P<stem>[가-힣][다라])(?:니까|잖아)요?$")  # 훔쳐 간다니까요
_REMINDED = re.compile(r"(?P<stem>[가-힣])(?:거든|잖아)요?$")  # 무릎이 닿거든요
_PROMISED = re.compile(r"(?P<stem>[가-힣] ?[가-힣])[답랍]니다$")  # 혼낸답니다
_GUESSED = re.compile(r"(?P<stem>[가-힣]) ?거(?:이)?$")  # 찾아올 겁니다, 않을 것입니다, without their endings
_INTENDS = re.compile(r"(?P<stem>[가-힣])라[고구]요?$")  # 읽어 줄라고
_FEARED = re.compile(r"[가-힣]까 ?봐요?$")  # 날아갈까 봐
_SEEMS = re.compile(r"(?P<stem>[가-힣](?:나|은가|는가|[ㄴ-ㅎ]?인가)) ?(?:봐요?|보다|봅니다)$")  # 기대가 없었나 봐요
_IS_SO = re.compile(r"(?<!던)데요?$")
_ASKED = re.compile(r"(?:^| )(?:왜|뭐|뭘|누가|누구|언제|어디|어떻게|무슨)(?: |$)")
_HOW = re.compile(r"(?:^|(?<= ))(?:어찌나|얼마나) ")  # 어찌나 고맙던지: told back it is no question
_FEELS = (  # what is …하다 rather than …한다
    "행복|불안|우울|답답|초조|피곤|편안|편|조용|따뜻|든든|뿌듯|허전|쓸쓸|막막|속상|억울|황당|무기력|심심|궁금|"
    "이상|어색|복잡|캄캄|깜깜|멍|민망|창피|서운|섭섭|먹먹|착잡|허무|공허|무료|한가|분주|비슷|필요|중요|시원|"
    "섬뜩|불쾌|불편|훈훈|뭉클|흐뭇|포근|아늑|뻔|급|심|미안|죄송|감사|찝찝|찜찜|울적|뻐근|나른|노곤|얼떨떨|멀쩡|"
    "무덤덤|덤덤|심드렁|시큰둥|허탈|얼얼|후련|홀가분|통쾌|흥건|휑|생생|당당|대견|기특|소중|귀|깨끗|축축|침침|흐릿|"
    "희미|심란|씁쓸|처량|초라|비참|참담|숙연|야속|냉정|뻔뻔|만만|고약|지긋지긋|멍멍|"
    "시들|괘씸|허망|무난|서늘|싸늘|썰렁|한산|부족|지루|암담|간절|애틋|싱숭생숭|뒤숭숭|익숙|예민|신기|평범|똑같|"
    "가능|불가능|충분|완벽|완전|간단|단순|안전|위험|친절|다양|적당|정확|유명|편리|급급|절실|"
    "무의미|조마조마|철렁|수북|(?<![가-힣])분|아찔|짜릿|오싹|갑갑|느긋|넉넉|녹록|심상|원만|변변|떳떳|탐탁|마땅|빼곡|나란|촉촉|"
    "처참|끔찍|절망|비굴|야박|무례|치사|쩨쩨|허술|고요|평온|차분|온화|적막|황홀|화창|상쾌|개운|산뜻|쾌적|"
    "쏠쏠|충만|화목|다정|흡족|말끔|풍성|풍족|유용|건강|성실|살뜰|알뜰|자상|대단|훌륭|각별|특별|소박|순탄|짭짤|평안|단란|활발|깔끔|달콤|상냥|착실|능숙|튼튼|선명|뚜렷|원활|무사|유쾌|한적|감개무량|황송|"
    "(?<![가-힣])짠|(?<![가-힣])찡|애매|난감|시무룩|뾰로통|근질근질|눅눅|빠듯|시끌벅적"
)
_DOES = re.compile(
    r"(?:"
    r"안 |못 |말|말을|생각|공부|일|운동|연락|사랑|좋아|싫어|미워|무서워|준비|걱정|기대|후회|원망|전화|청소|"
    r"반대|거절|무시|자랑|잔소리|칭찬|비교|회의|출근|퇴근|산책|운전|요리|설거지|빨래|예약|약속|신청|등록|주문|배달|"
    r"출발|도착|통학|수업|연습|정리|포장|이야기|얘기|통화|식사|근무|야근|알바|수영|등산|시작|계산|확인|보관|이해|"
    r"평가|명령|강요|부탁|간섭|참견|의심|감시|위로|응원|격려|존경|주장|변명|대답|설명|복습|예습|외출|저장|삭제|이용|사용|"
    r"고민|집중|포기|노력|양보|배려|존중|저축|낭비|투자|주차|만족|감탄|환호|감동|감격|축하|성공|적응|성장|독립|농담도 |"
    r"울컥|버럭|척|심쿵|검사|점검|차별|취소|결제|조사|간호|간병|벌렁벌렁|"
    r"두근두근|콩닥콩닥|울렁울렁|들썩들썩|그렁그렁|[을를] |"
    r"[가-힣]질|하게 |기도 |[다라자려]고 "
    r")$"
)
_HADA = re.compile(rf"(?:{_FEELS})하$")
_QUALITY = re.compile(  # stems of adjectives, for the formal and the written style
    r"(?:"
    r"좋|싫|많|같|싶|없|있|작|적|높|낮|깊|짧|길|멀|괜찮|귀찮|힘들|[가-힣]프|[가-힣]쁘|크|짜|차|비싸|싸|느리|"
    r"시리|아리|흐리|어리|졸리|다르|빠르|배부르|배가 부르|헛되|멋지|값지|건방지|값싸|외지"
    r")$"
)
# Spoken present forms: the last syllables, and the plain form of them.
_HAS_PART = re.compile(r"[가-힣](?:[은는이가도만을를에]|에서|까지|마다|으로|로) |(?:^| )(?:안|못|다|또|자꾸|매일) ")
_SPOKEN = {
    "맛이 나": "맛이 난다", "실감 나": "실감 난다", "실감이 나": "실감이 난다", "끝내": "끝낸다",
    "끝나": "끝난다", "떨려": "떨린다", "안 통해": "안 통한다", "돌아서": "돌아선다", "뒤집어써": "뒤집어쓴다",
    "들춰": "들춘다",
    "염증이 나": "염증이 난다", "겁남": "겁난다", "짜증남": "짜증난다", "화남": "화난다",
    "웃겨": "웃긴다", "살맛 나": "살맛 난다", "밀려와": "밀려온다", "고맙지": "고맙다", "감사하지": "감사하다",
    "흐뭇하지": "흐뭇하다", "뿌듯하지": "뿌듯하다", "든든하지": "든든하다",
    "좋아": "좋다", "싫어": "싫다", "같아": "같다", "싶어": "싶다", "많아": "많다", "작아": "작다",
    "괜찮아": "괜찮다", "귀찮아": "귀찮다", "힘들어": "힘들다", "멀어": "멀다", "길어": "길다", "짧아": "짧다",
    "높아": "높다", "낮아": "낮다", "깊어": "깊다", "아파": "아프다", "고파": "고프다", "나빠": "나쁘다",
    "바빠": "바쁘다", "예뻐": "예쁘다", "기뻐": "기쁘다", "슬퍼": "슬프다", "서글퍼": "서글프다", "졸려": "졸리다",
    "시려": "시리다", "아려": "아리다", "쓰려": "쓰리다", "벅차": "벅차다", "앞서": "앞선다",
    "다퉈": "다툰다", "느려": "느리다", "흐려": "흐리다", "몰라": "모른다",
    "달라": "다르다",
    "빨라": "빠르다", "불러": "부른다", "올라": "오른다", "놀라": "놀란다", "걱정돼": "걱정된다", "돼": "된다",
    "웃어": "웃는다", "울어": "운다", "살아": "산다", "남아": "남는다", "앉아": "앉는다", "잡아": "잡는다",
    "먹어": "먹는다", "못 자": "못 잔다", "안 자": "안 잔다", "안 나": "안 난다", "생각나": "생각난다",
    "화나": "화난다", "짜증나": "짜증난다", "겁나": "겁난다", "눈물나": "눈물난다", "눈물 나": "눈물 난다",
    "생각 나": "생각 난다", "맛있어": "맛있다", "재밌어": "재밌다", "마셔": "마신다", "오셔": "오신다",
    "가셔": "가신다", "하셔": "하신다", "주셔": "주신다", "설레": "설렌다", "뛰어": "뛴다",
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
    "많음": "많다", "보내": "보낸다", "지내": "지낸다", "꺼내": "꺼낸다", "느껴": "느낀다",
    "견뎌": "견딘다", "버텨": "버틴다", "만나": "만난다", "일어나": "일어난다", "찾아": "찾는다", "닫아": "닫는다",
    "받아": "받는다", "참아": "참는다", "믿어": "믿는다", "입어": "입는다", "벗어": "벗는다", "씻어": "씻는다",
    "넣어": "넣는다", "읽어": "읽는다", "그만둬": "그만둔다", "써 둬": "써 둔다", "놓쳐": "놓친다",
    "늙어": "늙는다", "식어": "식는다", "젖어": "젖는다", "끊어": "끊는다", "끓여": "끓인다", "밥을 해": "밥을 한다",
    "안 해": "안 한다", "못 해": "못 한다", "미뤄": "미룬다", "골라": "고른다", "말라": "마른다", "나빠져": "나빠진다",
    "떠올라": "떠오른다", "잠들어": "잠든다", "안 닿아": "안 닿는다", "안 와": "안 온다", "안 가": "안 간다",
    "옮겨 다녀": "옮겨 다닌다", "다녀": "다닌다", "만 봐": "만 본다", "를 봐": "를 본다", "을 봐": "을 본다",
    "해 봐": "해 본다", "혼내": "혼낸다", "화내": "화낸다", "질러": "지른다",
    "목이 메어": "목이 멘다", "눌러": "누른다", "흘러": "흐른다",
    "같애": "같다", "성가셔": "성가시다", "넓어": "넓다", "좁아": "좁다", "젊어": "젊다", "너무 커": "너무 크다",
    "이 커": "이 크다",
    "가 커": "가 크다", "도 커": "도 크다", "은 커": "은 크다",
    "비싸": "비싸다", "너무 짜": "너무 짜다", "귀찮": "귀찮다", "고 물어": "고 묻는다", "말을 걸어": "말을 건다",
    "전화를 걸어": "전화를 건다",
    "생각도 안 들어": "생각도 안 든다", "미안한 것도 안 들어": "미안한 것도 안 든다", "그라들어": "그라든다",
    "소리를 들어": "소리를 듣는다", "음악을 들어": "음악을 듣는다", "말을 안 들어": "말을 안 듣는다",
    "고개만 들어": "고개만 든다", "고개를 들어": "고개를 든다",
    "찔러": "찌른다", "머물러": "머무른다", "서둘러": "서두른다", "잘라": "자른다", "발라": "바른다", "굴러": "구른다",
}  # fmt: skip
_LONGEST_SPOKEN = max(map(len, _SPOKEN))
_VERBS_IN_B = frozenset("눕줍굽돕깁입잡접씹집뽑업꼽뵙")
_VERBS_IN_L = frozenset(
    "알돌살울팔놀날벌썰풀털쓸틀떨갈줄늘헐열밀말몰불빌얼졸굴"
)  # 알아: 안다; not 들어, 물어, 걸어, which may be 듣다
_QUALITY_STEMS = frozenset("많좋싫같작높깊넓얇짧낮밝맑굵붉늦얕옅검젊곧싶없있찮멀길힘")
_NOT_AS = re.compile(r"(?:렇|같|싶|쁘|프|좋|싫|많|크|찮|편|힘들|없|있)$")
_NOT = re.compile(r"(?:지|지는|지도|지가|지를|질|치|치는|치도|치가) ?않$")
_NOT_SHORT = re.compile(
    r"(?:(?<!원)(?<!의)(?<!생각)(?<!락)(?<!기)(?<!납)(?<!다)치|(?<=[록넉숙탁끗섭답갑북똑떳])지)(?:는|도|가)? ?않$"
)
# 심상치, 녹록지 (…하지) 않다
_STEM_IN_U = frozenset("때틔배싸채비세재태지키끼외치깨새피데끼띄메")  # 배우다: its 워 is no ㅂ
_NO_VERB_IN_I = frozenset("어여저하러려")

_NOUN_END = re.compile(
    r"(?:^| )(?:그대로|전부|최고|문제|핑계|차례|때문|하루|나이|사이|자리|친구|내 차례|"
    r"[가-힣]*(?:행세|신세|추세|대세|마무리|이야기|얘기|날씨|솜씨|효과|결과|실수|거지|바보|잔치))$|"
    r"(?:[한던된인린]|[하되있없사]는) 처지$"  # and no verb: 계속 처지네
)
_GIVES = re.compile(r"[이가은는서도] .*[아어워여려해와] ?줘$|[가-힣]면 .*[쳐켜춰겨] ?줘$|[은는] .*(?:에|번|씩) 줘$")
_LOOKS = re.compile(r"(?:돌아|쳐다|들여다|바라|지켜|물어|찾아)봐$")
_GOING_ON = re.compile(r"(?P<stem>[가-힣])는 ?거(?:야|예|에|지|죠)$")  # 부르는 거예요
_ALL_THERE_IS = re.compile(r"(?:이라곤|이라고는|[는은던한] ?(?:건|것은|게|일은|낙은)) ")
_THING = re.compile(r"(?P<stem>[가-힣]) ?거(?:야|예|에|지|죠|래|군|구나|구만|구먼)$")  # 올라올 거야, 찾아온 거예요
_BACKGROUND = re.compile(r"(?P<stem>[가-힣])는데$")  # 기다리는데
_IS_SO_BUT = re.compile(r"(?P<stem>[같많좋싫])은데$")  # 방을 따로 판 거 같은데
_REMARKED = re.compile(r"(?P<stem>[가-힣])(?P<verb>는)?(?:구나|구먼|구만|군)$")  # 다 허망하구먼, 눈이 오는구나
_OF_COURSE = re.compile(r"(?P<stem>[가-힣])[지죠](?:, ?뭐)?$")  # 차별이지, 늘 자기들이 가져가지
_TAKES_UP = re.compile(r"(?P<stem>[가-힣])게$")  # 2층에서 기다릴게
_NOT_TO_BE = frozenset("들놀살열울팔빌끌벌털쓸걸길멀달")  # before 게 their ㄹ may be of the word itself
_ROOT = re.compile(rf"(?:[가-힣][이가도]| 게) (?:(?:참|좀|너무|다) )?(?:{_FEELS})$")  # 사는 게 공허
_OF_A_NOUN = re.compile(r"(?:[한던된런]|[없있하되]는|같은) [가-힣]{2,}$")  # 배은망덕한 후배
_NOT_COMING = re.compile(r"(?:기억|생각|소리|티|냄새|눈물|땀|실감)[이도]?(?: [0-9가-힣]+)? 안 남$")  # 기억이 안 남
_NOUN_BACKGROUND = re.compile(
    r"(?P<stem>[가-힣0-9]{2}|(?<= )(?![하그흰꼬])[가-힣](?=인데))(?:인데|이래)$"
)  # 그대로인데, 정상이래
_ORDERED = re.compile(r"[다라자]네$|지 말래$")  # 서라네요, 만들자네: said by another
_TOLD_TO = re.compile(r"[가-힣](?:더러|보고) [가-힣 ]+$")  # 신고한 사람더러 예민하다네
_IS_NO = re.compile(r"[이가도] (?:아니에|아니야|아냐)$")
_TO_BE_DONE = re.compile(
    r"[가-힣] ?하래$|(?:[을를로도만]|까지) 달래$|[어아려여해와][ ]?달래$| "
    r"(?:사|떼|써|데려|챙겨|[하입들]고|가지고|갖고) 오래$"
)
_MEANT = re.compile(r"[가-힣](?:려고)$")
_ASKING_FOR = re.compile(r"(?:^| )(?:좀|빨리|얼른|어서|제발|그만|이리|한번|잘) ")  # before a form that may be an order
_LONE_VERBS = {
    "자": "잔다",
    "가": "간다",
    "와": "온다",
    "써": "쓴다",
    "사": "산다",
    "서": "선다",
    "타": "탄다",
    "줘": "준다",
    "놔": "놓는다",
}
_POLITE_VERBS = {
    "써": "쓴다", "둬": "둔다", "봐": "본다", "줘": "준다", "가": "간다", "와": "온다", "해": "한다", "서": "선다",
    "자": "잔다", "타": "탄다", "사": "산다", "놔": "놓는다",
}  # fmt: skip
_BEFORE_A_VERB = re.compile(r"[가-힣0-9](?<![고])(?<!아)(?<!어) $")
_BEFORE_A_HELPER = re.compile(_BEFORE_A_VERB.pattern + r"|(?:[어아려여혀]|올려다|들여다|쳐다|돌아) ?$")
_LONE_VERB = re.compile(r" 자$|(?:[고서러려만도게어]|안|못|매일|자주|또|날마다) .$")
_DID = re.compile(r"(?:[을를만도]|(?:시|요일|분|달|해|주|밤|낮)에|[두세네] 번|안|못|자꾸|계속|또|매일) 해$")
_SAID_TO_BE = re.compile(r"[어아와러려] 오래$|(?<![그이저원노아모빨미나어하])래$(?<! 오래)")  # 학교에 가래, 환불 불가래
_IS, _IS_NOT = (
    re.compile(r"(?:[가-힣]{2}|[0-9가-힣] (?:시|분|개|명|살|층|번|원|월|일))야$"),
    re.compile(r"(?:거|뭐|해|어|아|라|이|가|나|와|려|누구|하지|어디|언제|얼마)야$"),
)  # 백지야
_ARISES = re.compile(
    r"(?:생각|기분|예감|느낌|의심|마음|걱정|회의)(?:이|가|만|도|까지)? ?(?:자꾸 |막 |더 |문득 |불쑥 )?들어$"
)
_COMES_UP = re.compile(
    r"(?:소리|냄새|땀|눈물|열|피|웃음|티|짜증|화|겁|생각|한숨|쥐|불)[이가도만]? ?(?:안 ?|자꾸 |다 |막 )?나$"
)
_OFTEN_DONE = re.compile(
    r"(?:씩|[두세네] 번|에서|[가-힣]게|전에|[냐다라자]고|다|수십 번|하루 [두세네] 번|자꾸|"
    r"처음부터) [해봐]$(?<!(?:이렇|그렇|저렇)게 [해봐])"
)
_GOES = re.compile(r"(?:들어|나|올라|내려|돌아|넘어|지나|빠져|따라|걸어|다녀|찾아|떠나|안 |못 |러 |다 )[가와]$")
_WHO = re.compile(r"[가-힣](?:이|가|은|는|께서|께서는|님) ")
_VERBS_IN_I = {"혀": "힌다", "려": "린다", "져": "진다", "겨": "긴다", "켜": "킨다", "쳐": "친다", "여": "인다"}

_OPEN_IN_I = re.compile(
    r"(?:^| )(?:사이|나이|오이|구이|모이|차이)$|(?:아이|차이|레이|보이|데이)$"
)  # nouns: 친구 사이다
_EXCLAIMED = re.compile(r"(?P<said>[가-힣](?P<form>다|라))니(?:요)?$")  # 부려 먹다니, 광고라니
_IS_A_VERB = re.compile(
    r"(?:[보쓰쌓먹붙놓모]|움직|망설|술렁|반짝|끄덕|뒤척|훌쩍|서성|출렁|들썩|꿈틀|속삭|글썽|허덕|헐떡|울먹|북적|"
    r"들먹|번득|깜빡|깜박|끈적|펄럭|일렁|두근|삐걱)이$"
)


def plain(sentence: str) -> str | None:
    """`sentence` with its last word in the plain form; None where its ending is not one of those known."""
    sentence = sentence.strip(EDGES)
    if not sentence or not is_syllable(sentence[-1]):
        return None
    if _DOUBTED.search(sentence) or _INSISTS.search(sentence):
        return None
    if supposed := _SUPPOSED.search(sentence):
        return _from_supposed(sentence[: supposed.end("stem")])
    if (ended := _EXCLAIMED.search(sentence)) and " " in sentence:
        return _from_exclaimed(sentence[: ended.end("said")])
    if past := _PAST.search(sentence):
        return sentence[: past.end("stem")] + "다"
    if _STILL.search(sentence):
        return sentence + particle(sentence, "이라/라")
    if _ROOT.search(sentence):
        return sentence + "하다"
    if _NOT_COMING.search(sentence):
        return sentence[:-1] + "난다"
    if sentence.endswith("함") and _HADA.search(sentence[:-1] + "하"):
        return sentence[:-1] + "하다"  # 다 무의미함
    if (named := from_nominal(sentence)) is not None:
        return named
    if ended := _GOES_ON.search(sentence):
        return sentence[: max(ended.end("stem"), ended.end("felt"))] + "다"
    if sentence.endswith(("대잖아", "대잖아요")):
        return sentence[: sentence.rindex("대")] + "다"
    if (ended := _SAID_SO.search(sentence)) and not sentence.endswith("아니라니까"):
        return sentence[: ended.end("stem")]
    if ended := _SEEMS.search(sentence):
        if _ASKED.search(sentence):
            return None
        return sentence[: ended.end("stem")] + " 싶다"
    if (ended := _INTENDS.search(sentence)) and final(ended["stem"]) == "ㄹ":
        return sentence[: ended.start()] + with_final(ended["stem"]) + "려고 한다"
    if _FEARED.search(sentence) and _HAS_PART.search(sentence):
        return sentence.removesuffix("요") + " 걱정이라"
    reported = _REPORTED.search(sentence)
    if reported and not (_IS_SO.search(sentence) and final(reported["stem"][-1]) == "ㄴ"):
        return _HOW.sub("", sentence[: reported.end("stem")]) + "더라"
    if (ended := _PROMISED.search(sentence)) and final(ended["stem"][-1]) in ("ㄴ", ""):
        return sentence[:-3] + ("다" if sentence[-3] == "답" else "라")
    if sentence.endswith("니다") and not sentence.endswith("아니다"):
        return _from_formal(sentence[:-2])
    if sentence.endswith("다"):
        return _from_written(sentence[:-1])
    if sentence.endswith(("을 세요", "를 세요")):
        return sentence[:-2] + "센다"
    if sentence.endswith("세요"):
        told = _WHO.search(sentence) and not _QUALITY.search(sentence[:-2])
        return sentence[:-2] + "신다" if told else None  # 약을 안 먹었다고 우기세요; else it may be an order
    if sentence.endswith("요") and (said := _from_polite(sentence[:-1])) is not None:
        return said
    return _from_spoken(sentence.removesuffix("요"))


def _from_exclaimed(said: str) -> str | None:
    """`said` is the sentence without the 니 of its cry: 사람을 부려 먹다, 벌써 입학이라, 치안이 나쁘다."""
    if _ASKED.search(said):
        return None
    if said[-1] == "라":
        return said
    stem = said[:-1]
    if (told := plain(said)) is not None and not (stem[-1] == "하" and not _HADA.search(stem)):
        return told
    return _past(stem)


def _from_supposed(stem: str) -> str | None:
    """`stem` is the sentence without 겠지: 내일도 똑같, 기억도 못 하; None for a hope (괜찮, 아무 일 없) or a doubt
    (아니)."""
    if stem.endswith(("아니", "없", "괜찮", "있", "되", "시", "오", "러", "렇")) or final(stem[-1]) in (
        "ㅆ",
        "ㅂ",
        "ㄷ",
        "ㅅ",
    ):
        return None
    if stem.endswith(" 다"):
        return stem + "일 거라"  # 이게 다겠지
    if final(stem[-1]) == "ㄹ":
        return stem + " 거라"
    return stem + "을 거라" if final(stem[-1]) else with_final(stem, "ㄹ") + " 거라"


def _past(stem: str) -> str | None:
    """The past of a verb: 베끼 → 베꼈다, 부려 먹 → 부려 먹었다; None where it may be an irregular one."""
    last = stem[-1]
    _, medial, end = parts(last)
    if last in "르러" or end in ("ㅂ", "ㄷ", "ㅅ"):
        return None
    if last == "하":
        return stem[:-1] + "했다"
    if end:
        return stem + ("았다" if medial in "ㅏㅗ" else "었다")
    return past_of_open(stem)


def _from_polite(said: str) -> str | None:
    """`said` ended in 요, so that it orders nobody (그냥 써, 넣어 둬); None where its ending is none of these."""
    if _ASKING_FOR.search(said) or (verb := _POLITE_VERBS.get(said[-1:])) is None:
        return None
    before = _BEFORE_A_HELPER if said[-1] in "둬봐줘놔" else _BEFORE_A_VERB
    return said[:-1] + verb if before.search(said[:-1]) else None


def _from_written(stem: str) -> str | None:
    last = stem[-1:]
    if not last or not is_syllable(last):
        return None
    if last == "째" or _NOUN_END.search(stem):
        return stem + "라"
    if stem.endswith("것이"):
        return stem[:-1] + "이라"
    if stem.endswith(("거", "게")):
        return None
    if stem.endswith("아니"):
        return stem + "라"
    if stem.endswith(("이란", "단")):  # 뜻이란다, 간단다
        return stem[:-1] + ("라" if last == "란" else "다")
    if last == "란" and len(stem) > 1 and stem[-2] not in "바자놀이":
        return stem[:-1] + "라"  # 조용히 하란다
    if last == "이":
        if len(stem) > 2 and is_syllable(stem[-2]) and not final(stem[-2]) and not _OPEN_IN_I.search(stem):
            return None if _IS_A_VERB.search(stem) else stem[:-1] + "라"  # 부당한 처사이다
        return stem + "라" if len(stem) > 1 else None
    if _OF_A_NOUN.search(stem) and not final(last):
        return stem + "라"
    if final(last) in ("ㄴ", "ㅂ") or last in "는않" or _QUALITY.search(stem) or last == "하":
        return stem + "다"
    return None


def _from_formal(stem: str) -> str | None:
    """`stem` is the sentence without 니다: 두렵습, 떠오릅, 마지막입."""
    before = stem.removesuffix("습")
    if before != stem:
        if not before:
            return None
        if before[-1] == "않":
            return _denied(before)
        is_quality = (final(before[-1]) == "ㅂ" and before[-1] not in _VERBS_IN_B) or _QUALITY.search(before)
        return before + "다" if is_quality else _present(before)
    if not stem or final(stem[-1]) != "ㅂ":
        return None
    open_ = with_final(stem)
    if guessed := _GUESSED.search(open_):
        return open_[: guessed.end("stem")] + " 거라" if final(guessed["stem"]) in ("ㄴ", "ㄹ") else None
    if open_.endswith("것이"):
        return open_ + "라"
    if open_.endswith("아니"):
        return open_ + "라"
    if open_.endswith("이"):
        noun = open_[:-1].rstrip()
        if not noun or noun[-1] in "거들":  # 거들입니다, 친구들입니다: a verb or a noun
            return None
        return _present(open_) if _IS_A_VERB.search(open_) else noun + particle(noun, "이라/라")
    if _QUALITY.search(open_) or _HADA.search(open_):
        return open_ + "다"
    return with_final(stem, "ㄴ") + "다"


def _present(stem: str) -> str:
    """The written present of a verb: 부르 → 부른다, 먹 → 먹는다."""
    if final(stem[-1]):
        return stem + "는다"
    return with_final(stem, "ㄴ") + "다"


def _denied(stem: str) -> str:
    """`stem` ends in 않: 떠오르지 않는다, but 부럽지 않다."""
    if _NOT_SHORT.search(stem):
        return stem + "다"
    before = _NOT.sub("", stem)
    is_quality = final(before[-1:] or "않") == "ㅂ" and before[-1] not in _VERBS_IN_B
    return stem + ("다" if is_quality or _NOT_AS.search(before) or _HADA.search(before) else "는다")


def _from_noticed(stem: str) -> str | None:
    """`stem` is the sentence without 네: 손이 안 가, 자국만 남, 벌써 봄이."""
    if stem.endswith(" 아니"):
        return stem + "라"
    if len(stem) < 3 or not is_syllable(stem[-1]) or stem[-1] in "멀머기다거":
        return None
    if stem[-1] == "하":
        return stem + "다" if _HADA.search(stem) else _present(stem) if _DOES.search(stem[:-1]) else None
    if _NOUN_END.search(stem) or stem.endswith(("공짜", "가짜", "진짜", "번째", "년째", "달째")):
        return stem + "라"  # 이게 전부네요
    if stem[-1] == "이" and final(stem[-2]) and stem[-2] not in "쌓놓먹붙섞꺾높끓숙":
        return stem + "라"
    if final(stem[-1]) == "ㅂ" and stem[-1] not in _VERBS_IN_B:
        return stem + "다"
    if stem[-1] == "않":
        return _denied(stem)
    return stem + "다" if _QUALITY.search(stem) or stem[-1] in "렇럴" else _present(stem)


def _from_open(said: str) -> str | None:
    """`said` ends in a verb in 아 or 어 after a consonant (남아, 알아); None for an adjective, an order, a doubt."""
    stem = said[:-1]
    end = final(stem[-1])
    if stem[-1] == "않":
        return _denied(stem)
    if stem[-1] == "잖" or _ASKING_FOR.search(said) or not _HAS_PART.search(said) or stem[-1] in _QUALITY_STEMS:
        return None
    if end == "ㄹ" and (stem[-1] in _VERBS_IN_L or stem.endswith("깨물")):
        return with_final(stem, "ㄴ") + "다"
    return _present(stem) if end not in ("", "ㄹ", "ㅆ") else None


def _from_told(said: str) -> str | None:
    """`said` tells of what the listener may know, or of what others said: 무릎이 닿거든, 심은 건데, 나가서 하래."""
    if found := _REMINDED.search(said):
        stem = said[: found.end("stem")]
        return stem + "라" if stem.endswith("아니") else _from_noticed(stem)
    if said.endswith((" 건데", "던건데", "은건데", "는건데")):
        return said[:-2].rstrip() + " 거라"
    if _IS_NO.search(said):
        return said[: said.rindex("아")] + "아니라"
    if _ARISES.search(said):
        return said[:-2] + "든다"
    if said.endswith("다네") and _TOLD_TO.search(said):
        return said[:-1] + "고 한다"
    if said.endswith(("냐네", "냬")):
        return said.removesuffix("네").replace("냬", "냐") + "고 한다"
    if said.endswith(("싫대", "귀찮대", "힘들대", "부담스럽대")):
        return said[:-1] + "다고 한다"
    if said.endswith("대") and _QUALITY.search(said[:-1]):
        return said[:-1] + "다"
    if _TO_BE_DONE.search(said):
        return said[:-1] + "라"
    if said.endswith("일세"):
        return said[:-2] + particle(said[:-2], "이라/라")  # 가는 중일세
    if said.endswith("이여") and final(said[-3:-2] or "가"):
        return said[:-1] + "라"  # 초혼이여
    return None


def _from_remark(said: str) -> str | None:
    """`said` ends as talk does: 방을 따로 판 거 같은데, 다 허망하구먼, 차별이지, 2층에서 기다릴게."""
    if found := _IS_SO_BUT.search(said):
        return said[: found.end("stem")] + "다"
    if found := _REMARKED.search(said):
        return _from_noticed(said[: found.end("stem")])
    if found := _OF_COURSE.search(said):
        return _from_course(said[: found.end("stem")])
    if (found := _TAKES_UP.search(said)) and final(found["stem"]) == "ㄹ" and found["stem"] not in _NOT_TO_BE:
        will = said[: found.end("stem")]
        return (will[:-1] if found["stem"] == "을" else with_final(will)) + "겠다"
    return None


def _from_course(stem: str) -> str | None:
    """`stem` is the sentence without 지, said as a statement: 차별이, 그립, 애들이 가져가; None where it may
    ask or deny."""
    last = stem[-1]
    if _ASKED.search(stem) or len(stem) < 3:
        return None
    if last == "이" and final(stem[-2]) and not stem.endswith(("것이", "거이")):
        return stem + "라"
    if (final(last) == "ㅂ" and last not in _VERBS_IN_B) or _HADA.search(stem) or stem.endswith("다르"):
        return stem + "다"
    if not _WHO.search(stem):
        return None
    does = _DOES.search(stem[:-1]) or stem.endswith(
        (" 하", " 오", " 가", "아오", "어오", "져가", "아가", "어가", "려가")
    )
    return _present(stem) if does else None


def _in_the_background(stem: str) -> str:
    """`stem` is the sentence without 는데: 기다리, 로그가 너라."""
    if stem.endswith(("이라", "너라", "거라", "아니라")):
        return stem
    return stem + "다" if stem[-1] in "있없겠계" else _present(stem)


def _from_spoken(said: str) -> str | None:
    if found := _GOING_ON.search(said):
        stem = said[: found.end("stem")]
        if stem[-1] == "냐":
            return None
        if _ALL_THERE_IS.search(said):
            return stem + "는 거라"  # 하는 일이라곤 … 끄는 거야
        if stem[-1] in "라다자":
            return stem  # 오지 말라는 거지
        return stem + "다" if stem[-1] in "있없겠" else _present(stem)
    if said.endswith("거잖아"):
        return said[:-2] + "라"
    if (found := _THING.search(said)) and final(found["stem"]) in ("ㄴ", "ㄹ"):
        return said[: found.end("stem")] + " 거라"
    if found := _NOUN_BACKGROUND.search(said):
        noun = said[: found.end("stem")]
        return noun + particle(noun, "이라/라")
    if (remark := _from_remark(said)) is not None:
        return remark
    if found := _BACKGROUND.search(said):
        return _in_the_background(said[: found.end("stem")])
    if _ORDERED.search(said):
        return said[:-1] if said.endswith("네") else said[:-1] + "라"
    if (told := _from_told(said)) is not None:
        return told
    if _MEANT.search(said):
        return said + " 한다"
    if (said.endswith("네") and _QUALITY.search(said[:-1])) or said.endswith(("겠네", "없네", "있네")):
        return said[:-1] + "다"
    if said.endswith("네") and (noticed := _from_noticed(said[:-1])) is not None:
        return noticed
    if _IS.search(said) and not _IS_NOT.search(said):
        return said[:-1] + "라"
    if said.endswith("않음"):
        return _denied(said[:-1])
    for size in range(min(_LONGEST_SPOKEN, len(said)), 0, -1):
        if (plain := _SPOKEN.get(said[-size:])) is not None:
            return said[:-size] + plain
    if len(said) < 2:
        return None
    if _LONE_VERB.search(said) and not _ASKING_FOR.search(said) and (verb := _LONE_VERBS.get(said[-1])) is not None:
        return said[:-1] + verb
    if _GIVES.search(said) and not _ASKING_FOR.search(said):
        return said[:-1] + "준다"
    if _LOOKS.search(said) and not _ASKING_FOR.search(said):
        return said[:-1] + "본다"
    if said.endswith("야 해"):
        return said[:-1] + "한다"
    if said.endswith("기만 해") and (said[-5:-4] in "길멀크작많적높낮좋싫" or final(said[-5:-4] or "가") == "ㅂ"):
        return said[:-1] + "하다"
    if _DID.search(said):
        return said[:-1] + "한다"
    before, last = said[-2], said[-1]
    if said.endswith("이에") or (said.endswith("이야") and not said.endswith(("거이야", "말이야", "것이야"))):
        return said[:-1] + "라"
    if said.endswith(("기는 해", "긴 해", "기도 해", "써", "꺼")):
        return None
    if last == "대" and (
        final(before) == "ㄴ" or before in "는렇같" or (final(before) == "ㅂ" and before not in _VERBS_IN_B)
    ):
        return said[:-1] + "다"
    if last == "대" and _HADA.search(said[:-1]):
        return said[:-1] + "다"
    if last == "예" and before not in "거뭐아해":
        return said[:-1] + "라"  # 네 바퀴째예요
    if last == "래" and not final(before) and _SAID_TO_BE.search(said):
        return said[:-1] + "라"
    if last == "래" and before == "이" and final(said[-3:-2] or "가"):
        return said[:-1] + "라"  # 준이래
    if last in "아어" and is_syllable(before) and (verb := _from_open(said)) is not None:
        return verb
    if last == "어" and is_syllable(before) and parts(before)[1:] == ("ㅟ", "") and " " in said:
        return said[:-2] + syllable(parts(before)[0], "ㅟ", "ㄴ") + "다"  # 저 그 사람이랑 사귀어요
    if _COMES_UP.search(said):
        return said[:-1] + "난다"
    if _OFTEN_DONE.search(said) and not _ASKING_FOR.search(said):
        return said[:-1] + ("한다" if last == "해" else "본다")
    if last == "져" and before in "어아러려여":
        return said[:-1] + "진다"
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
        stem = syllable(initial, medial, "ㅂ")
        return None if end else said[:-2] + stem + ("는다" if stem in _VERBS_IN_B else "다")
    if _GOES.search(said):
        return said[:-1] + ("간다" if last == "가" else "온다")
    if last == "셔":
        return said[:-1] + "신다"
    if said.endswith(" 켜"):
        return said[:-1] + "켠다" if _HAS_PART.search(said) and not _ASKING_FOR.search(said) else None
    if last in _VERBS_IN_I and before not in _NO_VERB_IN_I and before != "찮" and _HAS_PART.search(said):
        return said[:-1] + _VERBS_IN_I[last]
    return None
