"""What the rabbit doctor never says, whoever wrote the words.

Minimising (힘내세요, 다 잘될 거예요, 다른 사람도 다 그래요), diagnosing, preaching, claiming to be human. The comfort
texts are tested against it, and the gate keeps generated text with any of it from being shown.
"""

import re

BANNED = re.compile(
    r"힘내|힘을 내|파이팅|화이팅|다 잘될|잘될 거예요|잘 될 거|괜찮아질 거|다른 사람도|다들 그래|누구나 다|"
    r"별거 아니|별일 아니|그 정도|"
    r"긍정적|좋게 생각|마음먹기|마음만 먹으면|시간이 해결|시간이 약|잊어버리세요|참으세요|참아야|노력하세요|"
    r"노력하면|감사하세요|감사하는 마음을|"
    r"우울증이|우울증 같|공황|장애인 것|증상이에요|진단|정신병|해야 합니다|하셔야|하지 마세요|해야만|명심|반드시|"
    r"저도 사람|저도 겪|저도 그런 적|제가 어릴|저도 예전에|^나도 | 나도 "
)
