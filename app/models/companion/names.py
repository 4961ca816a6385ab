"""Common Korean given names, none of which is also an everyday word.

Two uses: dialogues for training have their `#@이름#` marks filled from here, and the gate looks for them in what a
model says, because a name the user never mentioned is made up. A model trained here makes up names of this list.
"""

_NAMES = """
민수 지훈 서연 민준 예준 주원 도윤 하준 지호 준서 현우 서준 서윤 하은 민서 수빈 지민 채원 다은 예은 수진 민지
혜진 지영 미영 은영 현정 성민 준호 영호 동현 성훈 승현 태현 민재 정훈 상훈 영수 철수 영희 순자 영자 미경 경숙
준영 진우 건우 우진 승우 유진 수민 소연 지연 하윤 은서 가은 예린 채은 도현 시현 윤아 태민 재민 형준 민호 진호
성호 지현 수현
"""
GIVEN_NAMES = tuple(_NAMES.split())
SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허유남심노"
