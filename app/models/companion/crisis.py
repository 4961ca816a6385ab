"""What is said to someone in danger, and whom they can call.

Calm, short, no cleverness: it names the feeling, says that this is a program, and that a person can be there now. The
numbers are public: 109 (보건복지부, since 2024-01), 1577-0199 (정신건강복지센터), 1388 (청소년상담전화), 1366
(여성긴급전화), 119, 112. All answer around the clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.diary.emotion import Emotion
from app.models.companion.danger import Danger, DangerKind

_Replies = Mapping[DangerKind, tuple[str, ...]]

CAREFUL_TURNS = 6  # answers after a hard card that stay careful: nothing light, no advice


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number to call, and when it is the right one, in both languages."""

    number: str
    name_ko: str
    name_en: str
    when: str
    when_en: str


SUICIDE_LINE = Hotline(
    "109",
    "자살예방 상담전화",
    "Suicide prevention line",
    "죽고 싶은 마음이 들 때, 24시간",
    "thoughts of dying, 24 hours",
)
MENTAL_LINE = Hotline(
    "1577-0199",
    "정신건강 위기상담전화",
    "Mental health crisis line",
    "마음이 너무 힘들 때, 24시간",
    "a mental health crisis, 24 hours",
)
YOUTH_LINE = Hotline("1388", "청소년상담전화", "Youth line", "청소년과 보호자, 24시간", "young people, 24 hours")
WOMEN_LINE = Hotline(
    "1366",
    "여성긴급전화",
    "Women's emergency line",
    "가정폭력, 성폭력, 스토킹, 24시간",
    "violence at home, sexual violence, stalking, 24 hours",
)
AMBULANCE = Hotline("119", "구급", "Ambulance", "다쳤거나 약을 먹었을 때", "an injury, an overdose")
POLICE = Hotline("112", "경찰", "Police", "지금 위험할 때", "danger right now")

HOTLINES = (SUICIDE_LINE, MENTAL_LINE, YOUTH_LINE, WOMEN_LINE, AMBULANCE, POLICE)

HARD: dict[DangerKind, tuple[str, ...]] = {
    DangerKind.SUICIDE: (
        "지금 얼마나 아프고 막막한지, 말해 줘서 고마워요. 저는 프로그램이라 곁에 있어 드릴 수 없지만, 109에는 "
        "지금도 사람이 있어요. "
        "지금 전화해 주세요. 이미 약을 먹었거나 다쳤다면 119예요.",
        "그만큼 힘든 마음을 혼자 안고 계셨군요. 저는 프로그램이라 이 순간을 함께 지켜 드리지 못해요. "
        "109에 전화하면 밤낮없이 사람이 받아요. 몸이 위험하면 바로 119를 눌러 주세요.",
        "이 말을 꺼내기까지 많이 괴로우셨을 거예요. 지금은 혼자 있지 않았으면 해요. 저는 프로그램이지만 109에는 "
        "이야기를 들어 줄 "
        "사람이 있어요. 가까운 사람에게 와 달라고 해도 돼요.",
        "마음이 벼랑 끝까지 몰린 것 같아요. 저는 사람이 아니라서, 지금은 사람의 목소리가 곁에 있었으면 좋겠어요. "
        "109(24시간)나 1577-0199에 지금 전화해 주세요.",
        "많이 지치고 아프셨군요. 위험한 것은 손이 닿지 않게 두고, 사람이 있는 곳으로 가 주세요. "
        "저는 프로그램이라 손을 잡아 드릴 수 없어요. 109에는 지금 전화를 받는 사람이 있고, 급하면 119가 와요.",
    ),
    DangerKind.SELF_HARM: (
        "몸에 상처를 낼 만큼 마음이 아프셨군요. 피가 멎지 않거나 상처가 깊으면 지금 119를 불러 주세요. "
        "저는 프로그램이지만, 109와 1577-0199에는 24시간 사람이 있어요.",
        "그 아픔을 몸으로 견디고 계셨네요. 말해 줘서 고마워요. 저는 프로그램이라 상처를 봐 드릴 수 없으니, "
        "109나 1577-0199에 지금 전화해 주세요. 상처가 깊으면 119예요.",
        "견디기 힘든 마음이 몸에 남았네요. 우선 날카로운 것은 멀리 두고, 상처는 깨끗한 천으로 눌러 주세요. "
        "저는 프로그램이지만 1577-0199에는 지금 사람이 있어요. 깊으면 119를 불러 주세요.",
        "혼자 숨기느라 더 아프셨겠어요. 이 일은 사람의 손이 필요해요. 저는 프로그램이라서요. "
        "109는 24시간 받아요. 청소년이라면 1388도 있어요.",
    ),
    DangerKind.HOME_VIOLENCE: (
        "얼마나 무섭고 아프셨을까요. 맞아도 되는 사람은 없고, 이건 당신 잘못이 아니에요. 저는 프로그램이라 지켜 "
        "드리지 못해요. "
        "지금 위험하면 112, 이야기하고 몸을 피할 곳은 1366이에요.",
        "무서운 일을 겪고 계시네요. 지금 위험하다면 안전한 곳으로 가서 112를 눌러 주세요. "
        "저는 프로그램이지만 1366에는 24시간 사람이 있고, 청소년이라면 1388도 받아요.",
        "그런 두려움 속에 혼자 두고 싶지 않아요. 저는 프로그램이라 갈 수 없지만 112는 지금 와 줄 수 있어요. "
        "말하기 어려우면 112에 문자로 보내도 돼요. 1366에서는 머물 곳도 알아봐 줘요.",
        "많이 놀라고 무서우셨겠어요. 때린 사람의 잘못이지 당신 탓이 아니에요. 저는 프로그램이니 사람에게 이어 "
        "드리고 싶어요. "
        "1366은 24시간이고, 지금 위험하면 112, 다쳤으면 119예요.",
    ),
    DangerKind.ABUSE: (
        "말하기까지 정말 무섭고 힘들었을 거예요. 이건 당신 잘못이 아니에요. 저는 프로그램이지만, 1366과 1388에는 "
        "24시간 "
        "사람이 있어요. 지금 위험하면 112를 눌러 주세요.",
        "있어서는 안 되는 일이에요. 얼마나 괴로울지 다 알 수 없지만, 당신 탓이 아니라는 건 분명해요. 저는 "
        "프로그램이라서, "
        "사람이 듣는 1366에 전화해 주셨으면 해요. 급하면 112예요.",
        "두렵고 혼란스러운 마음을 꺼내 줘서 고마워요. 비밀로 하지 않아도 돼요. 저는 프로그램이지만 112와 1366은 "
        "24시간 도와줘요. 청소년이라면 1388도 있어요.",
        "마음이 많이 떨리실 것 같아요. 그 일의 잘못은 그런 짓을 한 사람에게 있어요. 저는 프로그램이라 "
        "거기까지지만, 1366에는 "
        "지금 들어 줄 사람이 있고 112는 바로 와 줄 수 있어요.",
    ),
    DangerKind.OTHERS: (
        "그만큼 화나고 벼랑에 몰린 마음이군요. 누구도 다치지 않게, 지금은 그 사람과 그 물건에서 멀리 떨어져 주세요. "
        "저는 프로그램이지만 1577-0199에는 24시간 사람이 있어요. 당장 위험하면 112예요.",
        "스스로도 무서울 만큼 마음이 끓고 있는 것 같아요. 우선 그 자리를 벗어나 주세요. 저는 프로그램이라 붙잡아 "
        "드릴 수 없어요. "
        "1577-0199에 지금 전화하면 사람이 받아요. 막기 어려우면 112를 눌러 주세요.",
        "얼마나 괴로우면 그런 생각까지 드셨을까요. 아무도 다치지 않는 게 먼저예요. 저는 프로그램이니, "
        "1577-0199나 109에 있는 사람에게 지금 말해 주세요. 급하면 112예요.",
        "참기 어려운 마음을 말해 줘서 고마워요. 지금은 혼자 다른 방이나 밖으로 나가 숨을 돌려 주세요. "
        "저는 프로그램이지만 1577-0199는 24시간 받아요. 위험하면 112가 와요.",
    ),
}
HARD_OTHER: dict[DangerKind, tuple[str, ...]] = {
    DangerKind.SUICIDE: (
        "소중한 사람이 위험할까 봐 많이 두려우시죠. 혼자 두지 말고, 지금 위험하거나 연락이 안 되면 119와 112에 "
        "바로 알려 주세요. "
        "저는 프로그램이지만 109에서는 옆에 있는 사람이 어떻게 해야 할지도 알려 줘요.",
        "얼마나 놀라고 무서우셨어요. 지금 곁에 갈 수 있다면 함께 있어 주시고, 급하면 119나 112예요. "
        "저는 프로그램이라 갈 수 없지만, 109에는 24시간 사람이 있어요.",
        "그 말을 듣고 마음이 철렁하셨겠어요. 당신 혼자 짊어질 일이 아니에요. 저는 프로그램이지만 109에는 지금 "
        "물어볼 사람이 있고, "
        "당장 위험하면 119와 112가 가요.",
    ),
}
"""What is said when someone else seems to be in danger, where it differs."""

_HEARD_DESPAIR = (
    "말씀 속의 마음이 많이 위태롭게 들려서 그냥 지나갈 수 없어요. 잘못 들었다면 다행이에요. 저는 프로그램이지만 "
    "109에는 지금도 사람이 있어요. 곁에 있는 사람에게 와 달라고 해도 돼요.",
    "얼마나 힘드신지 다 알 수는 없지만, 혼자 두고 싶지 않은 말씀이에요. 저는 프로그램이라 곁에 갈 수 없어요. "
    "109(24시간)나 1577-0199에 지금 전화해 주세요. 몸이 위험하면 119예요.",
    "그 말씀을 무겁게 들었어요. 당신 이야기든 아끼는 사람의 이야기든, 109에는 밤낮없이 들어 주는 사람이 있어요. "
    "저는 프로그램이라 거기까지 가지는 못해요. 다쳤거나 급하면 119를 눌러 주세요.",
    "꺼내기 어려운 마음을 말해 줘서 고마워요. 지금은 사람의 목소리가 곁에 있으면 좋겠어요. "
    "저는 프로그램이지만 109에 전화하면 지금 사람이 받아요.",
)
_HEARD_VIOLENCE = (
    "무섭고 힘든 일 속에 계신 것처럼 들려서 마음이 쓰여요. 잘못 들었다면 다행이에요. 저는 프로그램이지만 1366에는 "
    "24시간 사람이 있고, 청소년이라면 1388도 받아요. 지금 위험하면 112예요.",
    "가볍게 지나칠 수 없는 말씀이에요. 저는 프로그램이라 지켜 드리지 못하지만, 112는 지금 와 줄 수 있어요. "
    "말하기 어려우면 112에 문자로 보내도 돼요. 무엇부터 해야 할지 모르겠을 때는 1366에 물어보셔도 돼요.",
    "혼자 감당하기에는 버거운 일 같아요. 당신 일이든 곁에 있는 누군가의 일이든, 1366과 1388은 24시간 들어 줘요. "
    "저는 프로그램이라 갈 수 없으니, 당장 위험하면 112를 눌러 주세요.",
    "마음이 많이 조여 오실 것 같아요. 이야기해도 괜찮은 일이고, 비밀로 하지 않아도 돼요. 저는 프로그램이지만 "
    "1366에는 지금 들어 줄 사람이 있어요. 다쳤으면 119, 위험하면 112예요.",
)
_HEARD_RAGE = (
    "마음이 많이 끓고 있는 것처럼 들려서 그냥 지나갈 수 없어요. 잘못 들었다면 다행이에요. 저는 프로그램이지만 "
    "1577-0199에는 24시간 사람이 있어요. 누구든 당장 위험하면 112예요.",
    "얼마나 괴로우신지 다 알 수는 없지만, 무겁게 들었어요. 아무도 다치지 않게, 잠깐 다른 곳에서 숨을 돌려 주세요. "
    "저는 프로그램이라 붙잡아 드릴 수 없어요. 1577-0199나 109에는 지금 사람이 있고, 급하면 112예요.",
    "참기 어려운 마음을 말해 줘서 고마워요. 사람에게 말하면 조금 식기도 해요. 저는 프로그램이지만 "
    "1577-0199는 24시간 받아요. 위험하면 112가 와요.",
)
HEARD: dict[DangerKind, tuple[str, ...]] = {
    DangerKind.SUICIDE: _HEARD_DESPAIR,
    DangerKind.SELF_HARM: _HEARD_DESPAIR,
    DangerKind.HOME_VIOLENCE: _HEARD_VIOLENCE,
    DangerKind.ABUSE: _HEARD_VIOLENCE,
    DangerKind.OTHERS: _HEARD_RAGE,
}
"""What is said when only the encoder heard it: it tells danger from none better than it tells one kind, or whose it is,
from another, so no wound, blow or deed is named that the user may not have told."""

_SOFT_DESPAIR = (
    "많이 힘드신 것 같아 마음이 쓰여요. 혹시 죽고 싶거나 다치고 싶은 마음까지 든다면, 109에서 24시간 사람이 들어 줘요. "
    "여기서는 하고 싶은 말을 천천히 하셔도 돼요.",
    "그 말씀이 마음에 걸려요. 제가 잘못 들었다면 다행이지만, 혼자 견디기 어려운 마음이라면 109나 1577-0199에 "
    "사람이 있어요. "
    "지금 마음이 어떤지 더 들려주셔도 돼요.",
    "가볍게 지나칠 수 없는 말씀이에요. 위험한 마음이 조금이라도 든다면 109에 24시간 사람이 있어요. "
    "저는 프로그램이지만 여기서 계속 듣고 있을게요.",
)
_SOFT_THREATENED = (
    "그 이야기가 마음에 걸려요. 제가 잘못 들었다면 다행이에요. 혹시 누군가 때문에 무섭거나 위험하다고 느끼시면 "
    "112나 1366에 사람이 있어요. 112는 문자도 받아요. 더 들려주셔도 돼요.",
    "가볍게 지나칠 수 없는 말씀이에요. 누가 다칠까 걱정되는 일이라면 112나 1366에, 청소년이라면 1388에 "
    "물어보셔도 돼요. 저는 프로그램이지만 여기서 계속 듣고 있을게요.",
    "마음이 많이 쓰이는 이야기예요. 지금 위험하면 112가 와요. 아직 잘 모르겠을 때는 1366이 24시간 들어 줘요. "
    "천천히 더 말씀해 주셔도 돼요.",
)
_SOFT_RAGE = (
    "마음이 많이 끓고 있는 것 같아 마음이 쓰여요. 제가 잘못 들었다면 다행이에요. 참기 어려운 만큼이면 "
    "1577-0199에 24시간 사람이 있어요. 여기서는 하고 싶은 말을 천천히 하셔도 돼요.",
    "그 말씀이 마음에 걸려요. 누구든 다칠 것 같으면 잠깐 자리를 옮겨 숨을 돌려 주세요. 1577-0199는 밤에도 받고, "
    "급하면 112예요. 더 들려주셔도 돼요.",
)
SOFT_OF: dict[DangerKind, tuple[str, ...]] = {
    DangerKind.SUICIDE: _SOFT_DESPAIR,
    DangerKind.SELF_HARM: _SOFT_DESPAIR,
    DangerKind.HOME_VIOLENCE: _SOFT_THREATENED,
    DangerKind.ABUSE: _SOFT_THREATENED,
    DangerKind.OTHERS: _SOFT_RAGE,
}
"""The soft card: unclear, so it asks gently and shows a number."""

_SOFT_UNSURE = (
    "그 말씀이 조금 마음에 걸려요. 제가 너무 무겁게 들었다면 다행이에요. 혹시 마음이 힘드시면 109에, 누군가 때문에 "
    "힘드시면 1366에 24시간 사람이 있어요. 더 들려주셔도 돼요.",
    "제가 잘못 들었다면 그냥 넘기셔도 돼요. 혹시 말씀보다 마음이 무거우시다면 109가 밤낮없이 받고, 위험한 일이면 "
    "112가 있어요. 저도 여기서 듣고 있을게요.",
    "혹시나 하는 마음에 번호를 적어 둘게요. 마음이 버거우면 109, 누군가 때문에 무서우면 112와 1366이에요. "
    "괜찮으시다면 그걸로 됐어요. 하던 이야기를 이어 가셔도 돼요.",
)
SOFT_HEARD: dict[Emotion, tuple[str, ...]] = {
    Emotion.JOY: _SOFT_UNSURE,
    Emotion.NEUTRAL: _SOFT_UNSURE,
    Emotion.SADNESS: (
        "그 말씀에 마음이 같이 먹먹해져요. 여기서는 천천히 다 말하셔도 돼요. 혹시 혼자 견디기 어려운 마음이라면 109에, "
        "누군가 때문에 힘드시다면 1366에 24시간 사람이 있어요.",
        "많이 아프실 것 같아 마음이 쓰여요. 하고 싶은 말을 더 들려주세요. 사람의 목소리가 필요해지면 109가 밤낮없이 "
        "받아요. 누군가 무서우시다면 112와 1366도 있어요.",
        "그 마음을 가볍게 듣지 않을게요. 혼자 두고 싶지 않아서 번호도 적어 둘게요. 견디기 어려우면 109, 누군가 때문에 "
        "위험하면 112예요. 저는 여기서 계속 듣고 있을게요.",
    ),
    Emotion.DEPRESSION: (
        "참 무거운 마음으로 들려서 그냥 지나칠 수가 없어요. 버티기 어려우면 109에, 누군가 때문에 힘드시다면 1366에 "
        "24시간 사람이 있어요. 여기서는 천천히 말하셔도 돼요.",
        "많이 지치신 것 같아 마음이 쓰여요. 지금 아무것도 안 하셔도 괜찮아요. 혹시 위험한 마음이 든다면 109가 밤에도 "
        "받아요. 누군가 무서우시다면 112와 1366이 있어요.",
        "그 말씀을 무겁게 들었어요. 제가 너무 무겁게 들었다면 다행이에요. 사람이 필요하면 109가 지금도 받고, "
        "누군가 때문에 위험하면 112가 와요. 저도 여기 있을게요.",
    ),
    Emotion.ANXIETY: (
        "얼마나 조마조마하실까 싶어 마음이 쓰여요. 숨을 길게 한 번 내쉬어 보세요. 누군가 때문에 무섭다면 112나 1366에, "
        "견디기 어려우면 109에 24시간 사람이 있어요.",
        "불안한 마음이 여기까지 전해져요. 혼자 다 떠안지 않으셔도 돼요. 109는 밤에도 받고, 당장 위험한 일이면 112가 "
        "와요. 더 들려주셔도 돼요.",
        "걱정이 많이 크신 것 같아요. 잘 모르겠을 때 물어볼 사람이 있어요. 마음이 힘들면 109, 누군가 때문이라면 "
        "1366이에요. 여기서는 천천히 말하셔도 돼요.",
    ),
    Emotion.ANGER: (
        "마음이 크게 상하신 것 같아요. 여기서는 다 말하셔도 돼요. 누군가 다칠까 걱정되면 112나 1366에, 마음이 견디기 "
        "어려우면 1577-0199에 24시간 사람이 있어요.",
        "화가 많이 나실 것 같아 마음이 쓰여요. 혼자 삭이기 어려우면 1577-0199가 밤에도 받아요. 누군가 때문에 위험하면 "
        "112가 와요. 더 들려주셔도 돼요.",
        "그 말씀을 그냥 넘기기 어려워요. 제가 너무 무겁게 들었다면 다행이에요. 위험한 일이면 112, 어찌할지 모르겠으면 "
        "1366이나 1577-0199에 물어보셔도 돼요.",
    ),
}
"""The soft card for what only the encoder heard, by the feeling of the line: most such lines are only heavy, and it
tells feelings better than kinds of danger. So it answers the feeling, and names a number for either kind."""

STAYING = (
    "네, 듣고 있어요. 천천히 말해 주셔도 돼요. 109에 있는 사람의 목소리도 곁에 두셨으면 해요.",
    "지금은 아무것도 잘하지 않아도 돼요. 숨이 가쁘면 길게 한 번 내쉬어 보세요. 필요하면 109가 있어요.",
    "말이 끊겨도 괜찮아요. 저는 프로그램이라 여기까지지만, 1577-0199에는 사람이 있어요.",
    "지금 안전한 곳에 계셨으면 좋겠어요. 가까운 사람에게 잠깐 함께 있어 달라고 해도 돼요.",
    "그 마음을 다 알 수는 없지만, 가볍게 듣지 않을게요. 언제든 109에 전화해도 돼요.",
    "물 한 모금 마시고, 발이 바닥에 닿는 느낌을 가만히 느껴 보세요. 서두르지 않아도 돼요.",
    "여기 적은 말은 이 일기 안에만 있어요. 사람이 필요해지면 109는 밤에도 받아요.",
    "이야기해 주셔서 고마워요. 오늘은 혼자 버티지 않으셨으면 해요.",
)
"""Answers to the lines after a hard card: never light, no advice about the matter itself."""

STAYING_QUIETLY = (
    "말이 없어도 괜찮아요. 여기 그대로 있을게요. 사람이 필요하면 109가 있어요.",
    "잠시 조용히 있어도 돼요. 숨을 길게 한 번 내쉬어 보세요.",
    "천천히 해도 돼요. 곁에 와 줄 수 있는 사람이 떠오르면 지금 불러도 괜찮아요.",
)
"""The same, to a silence."""

CLOSING = (
    "네, 여기서 멈출게요. 오늘 밤 마음이 다시 무거워지면 109에 전화해 주세요. 24시간 사람이 있어요.",
    "알겠어요. 가까운 사람 곁에 계셨으면 해요. 109와 119는 언제든 받아요.",
)
"""A goodbye after a hard card."""


def soft_replies(danger: Danger, feeling: Emotion = Emotion.NEUTRAL) -> tuple[str, ...]:
    """The replies that fit a soft `danger` in a line of this `feeling`."""
    assert danger.kind is not None
    return SOFT_HEARD[feeling] if danger.is_only_heard else SOFT_OF[danger.kind]


def hard_replies(danger: Danger) -> tuple[str, ...]:
    """The replies that fit a hard `danger`."""
    return fitting(danger, HARD, HARD_OTHER, HEARD)


def fitting(danger: Danger, own: _Replies, of_another: _Replies, only_heard: _Replies) -> tuple[str, ...]:
    """Of the hard cards of a language those that fit `danger`: for what only the encoder heard, for what endangers
    another (where that differs), or the speaker's own."""
    assert danger.kind is not None
    if danger.is_only_heard:
        return only_heard[danger.kind]
    if danger.about_other and danger.kind in of_another:
        return of_another[danger.kind]
    return own[danger.kind]
