"""Sentences as they are told back: the plain form, raw words, what is left out, which clause."""

import pytest

from app.models.companion.plain import plain
from app.models.companion.raw import raw_sentences
from app.models.companion.retelling import told
from app.models.companion.speaker import without_speaker


def retold(line: str) -> str | None:
    found = told(line)
    return found.clause if found is not None else None


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        # polite endings order nobody
        ("국 냄비를 그냥 둬요", "국 냄비를 그냥 둔다"),
        ("창문을 하루에 네 번 봐요", "창문을 하루에 네 번 본다"),
        ("금붕어한테 밥을 줘요", "금붕어한테 밥을 준다"),
        ("첫차가 다섯 시에 와요", "첫차가 다섯 시에 온다"),
        ("마루를 쓸고 이불을 털어 놔요", "마루를 쓸고 이불을 털어 놓는다"),
        ("지하에서 물소리가 나요", "지하에서 물소리가 난다"),
        ("옆방 그 사람이랑 사귀어요", "옆방 그 사람이랑 사귄다"),
        ("상자를 세요", "상자를 센다"),
        ("거울 앞에서 일찍 누워", "거울 앞에서 일찍 눕는다"),
        # that go on, or give a reason
        ("불러 낼 사람도 없고", "불러 낼 사람도 없다"),
        ("밥도 싫고", "밥도 싫다"),
        ("나갈 까닭이 없어서요", "나갈 까닭이 없다"),
        ("문턱이 무릎에 닿거든요", "문턱이 무릎에 닿는다"),
        ("그런 사람은 아니잖아", "그런 사람은 아니라"),
        ("자기 몫부터 챙긴다니까요", "자기 몫부터 챙긴다"),
        ("둘이 심은 감나무인데", "둘이 심은 감나무라"),
        ("혼자 남은 방인데", "혼자 남은 방이라"),
        ("혼자 들고 온 건데", "혼자 들고 온 거라"),
        # said of others, or guessed
        ("내일은 다 같이 남으래", "내일은 다 같이 남으라"),
        ("설거지까지 나가서 하래", "설거지까지 나가서 하라"),
        ("수리비를 두 배로 달래", "수리비를 두 배로 달라"),
        ("지각하면 벌금을 걷는답니다", "지각하면 벌금을 걷는다"),
        ("처음부터 기대가 없었나 봐요", "처음부터 기대가 없었나 싶다"),
        ("밤에 열이 오를까 봐", "밤에 열이 오를까 봐 걱정이라"),
        ("이번 주에 서류를 낼 겁니다", "이번 주에 서류를 낼 거라"),
        ("그런 말은 하지 않을 것입니다", "그런 말은 하지 않을 것이라"),
        ("이 방은 창고가 아니다", "이 방은 창고가 아니라"),
        ("여기는 병원이 아니에요", "여기는 병원이 아니라"),
        ("돈을 못 내놓겠다는 거 아니야", None),
        ("언제 오시나 봐요", None),
        ("고모가 울타리를 고쳤드라고", "고모가 울타리를 고쳤다"),
        ("머리가 솜 같애", "머리가 솜 같다"),
        ("헌 구두를 두었소", "헌 구두를 두었다"),
        ("형수님이 초혼이여", "형수님이 초혼이라"),
        ("재미가 들지 않습니다", "재미가 들지 않는다"),
        ("등도 안 켜", "등도 안 켠다"),
        # verbs made nouns
        ("배달 기사가 잠수탐", "배달 기사가 잠수탔다"),
        ("단어를 다 외움", "단어를 다 외웠다"),
        ("점장이 이름을 부름", "점장이 이름을 불렀다"),
        ("이모가 김치를 주심", "이모가 김치를 주셨다"),
        ("반장이 늦는다함", "반장이 늦는다"),
        ("내일 오후에 나감", "내일 오후에 나간다"),
        ("아침 6시 약속임", "아침 6시 약속이라"),
        ("기차가 안 움직임", "기차가 안 움직인다"),
        # a noun is one, a feeling comes up, 겠 and 라 are kept
        ("남은 돈은 이게 전부네요", "남은 돈은 이게 전부라"),
        ("저녁에는 주차가 공짜거든", "저녁에는 주차가 공짜라"),
        ("나쁜 예감이 들어", "나쁜 예감이 든다"),
        ("옆집에서 코 고는 소리가 안나", "옆집에서 코 고는 소리가 안난다"),
        ("차마 말을 못 하겠는 거야", "차마 말을 못 하겠다"),
        ("기록에 범인은 너라는데", "기록에 범인은 너라"),
        # 이 of a verb and 이 of a noun
        ("소문에 다들 술렁입니다", "소문에 다들 술렁인다"),
        ("이제 앞이 보입니다", "이제 앞이 보인다"),
        ("오늘은 개학입니다", "오늘은 개학이라"),
        ("모두 제 친구들입니다", None),
    ],
)
def test_the_plain_form(sentence: str, said: str | None) -> None:
    assert plain(sentence) == said


@pytest.mark.parametrize(
    ("raw", "sentences"),
    [
        ("이모 들이 부엌 에서 웃고 있어", ["이모들이 부엌에서 웃고 있어"]),
        ("병원 에 전화 했더니 안 받아", ["병원에 전화했더니 안 받아"]),
        ("그 가방 을 다시 했어", ["가방을 다시 했어"]),
        ("누가 뭐 하냐 물으 면 웃어", ["누가 뭐 하냐 물으면 웃어"]),
        ("그 말 이 자꾸 생각나", ["그 말이 자꾸 생각나"]),
        ("이제 부럽 지도 않고 그래", ["이제 부럽지도 않고 그래"]),
        ("글쎄 삼촌 이 배 를 샀는 데 작아", ["삼촌이 배를 샀는데 작아"]),
        ("자기들 끼리 우기 는거야", ["자기들끼리 우기는거야"]),
        ("머리 가 무겁 고 다 똑같 애", ["머리가 무겁고 다 똑같애"]),
        ("고모 가 위염 이래", ["고모가 위염이래"]),
        ("계단 에서 미끄러 져 무릎 이 까졌어", ["계단에서 미끄러져 무릎이 까졌어"]),
        ("무슨 말 들을 까 봐 겁나", ["무슨 말 들을까 봐 겁나"]),
        ("베개 를 세다가 와 버렸어", ["베개를 세다가 와 버렸어"]),
        ("줄 앞 에 서니 손 이 떨려 가지고", ["줄 앞에 서니 손이 떨려"]),
        ("한 시간 뒤 에 와써 애들 은 자고", ["한 시간 뒤에 왔어", "애들은 자고"]),
        ("점심 은 밖 에서 먹 기로 했어", ["점심은 밖에서 먹기로 했어"]),
        ("창문 을 열 데가 업더라", ["창문을 열 데가 없더라"]),
        ("그냥 숫자 야 매일 똑같 아", ["그냥 숫자야", "매일 똑같아"]),
    ],
)
def test_raw_words_are_joined(raw: str, sentences: list[str]) -> None:
    assert [said for said, _ in raw_sentences(raw)] == sentences


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("원장님이 제 손을 잡아 주셨다", "원장님이 손을 잡아 주셨다"),
        ("통역사가 저한테 고맙다고 했다", "통역사가 고맙다고 했다"),
        ("과장이 저를 무시했다", "과장이 무시했다"),
        ("아내가 나 몰래 저금했다", "아내가 몰래 저금했다"),
        ("사장이 나를 보고 웃었다", "사장이 웃었다"),
        ("이 서류는 제 손으로 썼다", "이 서류는 직접 썼다"),
        ("처음으로 제 이름으로 된 집을 샀다", "처음으로 본인 이름으로 된 집을 샀다"),
        ("글쎄 그래 가지고 문을 닫았다", "문을 닫았다"),
        ("그러나 다만 비가 왔다", "비가 왔다"),
        ("학교 앞에서 내가 더 떨었다", "학교 앞에서 더 떨었다"),
        ("나는 없고 신발만 남았다", None),
        ("제 파트에서 음이 틀렸다", "맡은 파트에서 음이 틀렸다"),
        ("전남편이 제 명의 차를 팔았다", "전남편이 본인 명의 차를 팔았다"),
        ("세어 보니 우리 조도 네 사람이었다", None),
        ("관리실은 저희 집 거라고 했다", None),
        ("날짜가 내가 언니를 보낸 해와 같다", "날짜가 언니를 보낸 해와 같다"),
        ("그런데도 문이 열리면 놀란다", "문이 열리면 놀란다"),
        ("다들 웃고 나도 웃었다", "다들 웃고 같이 웃었다"),
    ],
)
def test_what_of_the_speaker_is_left_out(sentence: str, said: str | None) -> None:
    found = without_speaker(sentence.split())
    assert (found.text if found is not None else None) == said


def test_whose_talk_it_was_is_not_left_out() -> None:
    found = without_speaker(["팀장이", "내", "얘기를", "했다"])
    assert found is not None and found.bare


@pytest.mark.parametrize(
    ("line", "said"),
    [
        # a trailing reason or an aside is not the heart
        ("시누이가 금반지를 팔았더라고요. 어머니 유품인데요.", "시누이가 금반지를 팔았다"),
        ("여행은 좋았는데 마지막 날 기사가 나를 놔두고 갔어요. 정류장 불도 꺼졌어요.", "정류장 불도 꺼졌다"),
        # what nobody knows may be said, what is only asked not
        ("내가 뭘 먹었는지 모르겠어", "뭘 먹었는지 모르겠다"),
        ("바다에 왔는데 보일러 껐나", None),
        # chats write 안 and 내 together with the next word
        ("택배가 안왔어", "택배가 안 왔다"),
        ("사장님이 내이름 외움", "사장님이 이름 외웠다"),
        # a subject goes with what it did, another's deed does not become the speaker's
        ("제가 발목을 삐니 죽을 쑤고 청소까지 해 놨어요", "죽을 쑤고 청소까지 해 놨다"),
        ("사고 차량만 모아 놓은 데가 있어요", "사고 차량만 모아 놓은 데가 있다"),
        ("나 꽤 잘 참았네 싶어서 혼자 박수 쳤어", "꽤 잘 참았네 싶어서 혼자 박수 쳤다"),
        ("이 냄새 좋다, 하는 손님 말에 제가 웃었어요", None),
        # what a line points back at is its heart
        (
            "형이랑 말을 안 하고 지냈어요. 오늘 형이 밤을 까서 제 접시에 놓아 주었는데, 그거면 됐다 싶었어요.",
            "형이 밤을 까서 접시에 놓아 주었다",
        ),
        (
            "이모가 아무 말도 안 했어. 짐을 풀었는데 줄자랑 망치에 내 이름이 있더라고, 나는 그것도 모르고 서운했지.",
            "짐을 풀었는데 줄자랑 망치에 이름이 있다",
        ),
        # relief before what followed from it; a step that tells nothing by itself
        ("재검에서 이상 소견이 없다는 회신을 받았어요. 미룬 여행을 예약했어요.", "재검에서 이상 소견이 없다"),
        ("냄비를 열어 놓고 한참을 서 있었다. 덮고 다시 방으로 갔다.", "냄비를 열어 놓고 한참을 서 있었다"),
        # what is left when nothing may be told of the clause before it
        ("나는 없고 손만 혼자 움직인 것 같아", "손만 혼자 움직인 것 같다"),
        # what was so before a question turned from it
        ("애도 잘 놀고 남편도 일찍 왔는데, 저는 왜 이렇게 무거울까요?", None),
        # the only one whom it was done to is not the only one who did it
        ("오늘 선생님이 나만 혼냈어", None),
        ("우리 반에서 나만 떨어졌어", "반에서 혼자만 떨어졌다"),
        ("차마 못 보겠더라", None),
        ("그거 못 마시겠어", None),
        ("첫 줄이 지워져있어", "첫 줄이 지워져 있다"),
        ("동료들은 반겼으나 저는 아무런 느낌이 들지 않았습니다", "아무런 느낌이 들지 않았다"),
        ("쓰레기봉투 한 묶음 사 왔어", "쓰레기봉투 한 묶음 사 왔다"),
    ],
)
def test_what_is_taken_up(line: str, said: str | None) -> None:
    assert retold(line) == said
