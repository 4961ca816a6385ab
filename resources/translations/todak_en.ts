<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="ko_KR">
<context>
    <name>AboutGroup</name>
    <message>
        <source>로그</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>무엇이 잘못됐는지만 적혀요. 일기 내용은 적히지 않아요.</source>
        <translation>It notes only what went wrong, never what is in your diary.</translation>
    </message>
    <message>
        <source>토닥 {version}</source>
        <translation>Todak {version}</translation>
    </message>
    <message>
        <source>말을 걸면 듣고, 적고, 토닥여 주는 일기예요. 진단이나 치료는 하지 않아요.</source>
        <translation>A diary that listens, writes things down and comforts you. It does not diagnose or treat.</translation>
    </message>
    <message>
        <source>누구나 쓰고 고칠 수 있는 소프트웨어예요. (Apache License 2.0)</source>
        <translation>Anyone may use and change this software (Apache License 2.0).</translation>
    </message>
    <message>
        <source>글꼴은 Pretendard예요. (SIL Open Font License 1.1)</source>
        <translation>The font is Pretendard (SIL Open Font License 1.1).</translation>
    </message>
    <message>
        <source>토끼 의사와 아이콘은 토닥을 위해 그렸어요.</source>
        <translation>The rabbit doctor and the icons were drawn for Todak.</translation>
    </message>
</context>
<context>
    <name>BackupFirst</name>
    <message>
        <source>백업 없이 이어서 할까요?</source>
        <translation>Go on without a backup?</translation>
    </message>
</context>
<context>
    <name>BackupGroup</name>
    <message>
        <source>되살리기</source>
        <translation>Restore</translation>
    </message>
    <message>
        <source>백업 살펴보기</source>
        <translation>Look at backups</translation>
    </message>
    <message>
        <source>지금 일기와 무엇이 다른지 보고, 없어진 것만 되살려요. 있는 것은 바꾸지 않아요.</source>
        <translation>See what differs from your diary, and bring back only what is missing. What is there stays as it is.</translation>
    </message>
</context>
<context>
    <name>BackupNow</name>
    <message>
        <source>마지막 백업</source>
        <translation>Last backup</translation>
    </message>
    <message>
        <source>찾아보고 있어요…</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>지금 백업하기</source>
        <translation>Back up now</translation>
    </message>
    <message>
        <source>백업하고 있어요. 그동안 일기를 써도 괜찮아요.</source>
        <translation>Backing up. You can go on writing meanwhile.</translation>
    </message>
    <message>
        <source>백업했어요. 이야기 {utterances}개와 녹음 {recordings}개를 다시 열어 확인했어요.</source>
        <translation>Backed up, opened again and checked. Messages: {utterances}, recordings: {recordings}.</translation>
    </message>
    <message>
        <source>녹음 {count}개는 일기에서 이미 손상되었거나 없어요.</source>
        <translation>Recordings already damaged or missing in the diary: {count}.</translation>
    </message>
    <message>
        <source>아직 백업이 없어요.</source>
        <translation>There is no backup yet.</translation>
    </message>
    <message>
        <source>{when} · 모두 {count}개</source>
        <translation>{when} · {count} in all</translation>
    </message>
    <message>
        <source>오늘 {clock}</source>
        <translation>Today, {clock}</translation>
    </message>
    <message>
        <source>어제 {clock}</source>
        <translation>Yesterday, {clock}</translation>
    </message>
</context>
<context>
    <name>BackupPlace</name>
    <message>
        <source>폴더 고르기</source>
        <translation>Choose a folder</translation>
    </message>
    <message>
        <source>백업하는 곳</source>
        <translation>Where backups go</translation>
    </message>
    <message>
        <source>다른 디스크나 USB에 두면 이 컴퓨터가 고장 나도 남아요. 백업도 암호로 잠겨 있어요.</source>
        <translation>On another disk or a USB stick they outlive this computer. Backups are locked with your passphrase too.</translation>
    </message>
    <message>
        <source>백업을 어디에 둘까요?</source>
        <translation>Where should backups go?</translation>
    </message>
    <message>
        <source>일기 폴더 안에는 백업하지 않아요.</source>
        <translation>Backups do not go into the diary’s own folder.</translation>
    </message>
    <message>
        <source>일기를 잃어버리면 백업도 함께 잃게 되니까요.</source>
        <translation>Whoever loses the diary would lose them with it.</translation>
    </message>
    <message>
        <source>다른 폴더를 골라 주세요. 다른 디스크면 더 좋아요.</source>
        <translation>Please choose another folder, best on another disk.</translation>
    </message>
</context>
<context>
    <name>BreathingDialog</name>
    <message>
        <source>숨 고르기</source>
        <translation>Take a breath</translation>
    </message>
    <message>
        <source>어지럽거나 답답하면 바로 멈추고 편하게 쉬세요.</source>
        <translation>If you feel dizzy or short of air, stop and rest.</translation>
    </message>
    <message>
        <source>그만하기</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>{count}번 가운데 {now}번째 숨</source>
        <translation>Breath {now} of {count}</translation>
    </message>
    <message>
        <source>닫기</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>편하게 앉아 볼까요?</source>
        <translation>Shall we sit comfortably?</translation>
    </message>
    <message>
        <source>코로 들이쉬어요</source>
        <translation>Breathe in through the nose</translation>
    </message>
    <message>
        <source>그대로 멈춰요</source>
        <translation>Hold it</translation>
    </message>
    <message>
        <source>입으로 길게 내쉬어요</source>
        <translation>Breathe out slowly through the mouth</translation>
    </message>
    <message>
        <source>잘 쉬었어요. 이제 편하게 숨 쉬세요.</source>
        <translation>Well done. Breathe as you like now.</translation>
    </message>
</context>
<context>
    <name>CalendarPage</name>
    <message>
        <source>오늘</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>월</source>
        <translation>Month</translation>
    </message>
    <message>
        <source>한 달 보기</source>
        <translation>Show the month</translation>
    </message>
    <message>
        <source>연</source>
        <translation>Year</translation>
    </message>
    <message>
        <source>한 해 보기</source>
        <translation>Show the year</translation>
    </message>
    <message>
        <source>달력</source>
        <translation>Calendar</translation>
    </message>
    <message>
        <source>{year}년</source>
        <translation>{year}</translation>
    </message>
    <message>
        <source>이전 해</source>
        <translation>Previous year</translation>
    </message>
    <message>
        <source>이전 달</source>
        <translation>Previous month</translation>
    </message>
    <message>
        <source>다음 해</source>
        <translation>Next year</translation>
    </message>
    <message>
        <source>다음 달</source>
        <translation>Next month</translation>
    </message>
</context>
<context>
    <name>CalmBar</name>
    <message>
        <source>조용한 소리 고르기</source>
        <translation>Choose a calm sound</translation>
    </message>
    <message>
        <source>멈추기</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>조용한 소리 멈추기</source>
        <translation>Stop the calm sound</translation>
    </message>
    <message>
        <source>조용한 소리</source>
        <translation>Calm sound</translation>
    </message>
    <message>
        <source>빗소리</source>
        <translation>Rain</translation>
    </message>
    <message>
        <source>파도 소리</source>
        <translation>Waves</translation>
    </message>
    <message>
        <source>낮은 바람 소리</source>
        <translation>Low wind</translation>
    </message>
    <message>
        <source>느린 화음</source>
        <translation>Slow chords</translation>
    </message>
</context>
<context>
    <name>CareOffer</name>
    <message>
        <source>숨 고르기</source>
        <translation>Take a breath</translation>
    </message>
    <message>
        <source>조용한 소리 듣기</source>
        <translation>Hear a calm sound</translation>
    </message>
    <message>
        <source>괜찮아요</source>
        <translation>No, thanks</translation>
    </message>
    <message>
        <source>잠깐 쉬어 갈까요?</source>
        <translation>Shall we rest a moment?</translation>
    </message>
</context>
<context>
    <name>ChartCard</name>
    <message>
        <source>이야기를 남기면 여기에 그려져요.</source>
        <translation>Once you have told Todak something, it is drawn here.</translation>
    </message>
    <message>
        <source>토닥이 짐작한 마음의 비율이에요. 직접 고친 마음은 그대로 셌어요.</source>
        <translation>Each feeling’s share, as Todak guessed it. The ones you corrected count as you set them.</translation>
    </message>
</context>
<context>
    <name>Compacting</name>
    <message>
        <source>용량 줄이기</source>
        <translation>Free up space</translation>
    </message>
    <message>
        <source>지운 글이 차지하던 자리를 되찾아요. 그동안 새 글은 잠깐 기다렸다가 저장돼요.</source>
        <translation>Takes back the space of what was deleted. New words wait a moment until it is done.</translation>
    </message>
    <message>
        <source>줄이기</source>
        <translation>Free up</translation>
    </message>
    <message>
        <source>백업 없이 줄이기</source>
        <translation>Compact without a backup</translation>
    </message>
    <message>
        <source>필요하면 먼저 백업하고, 일기 파일을 다시 쓰고 있어요…</source>
        <translation>Backing up first if need be, then rewriting the diary file…</translation>
    </message>
    <message>
        <source>{size}를 되찾았어요.</source>
        <translation>{size} freed.</translation>
    </message>
    <message>
        <source>더 줄일 것이 없었어요.</source>
        <translation>There was nothing to free.</translation>
    </message>
</context>
<context>
    <name>Company</name>
    <message>
        <source>함께한 사람과 마음</source>
        <translation>People and feelings</translation>
    </message>
    <message>
        <source>띠는 마음이 섞인 모양, 숫자는 내가 준 점수의 평균이에요.</source>
        <translation>The band is the mix of feelings, the number the average of your scores.</translation>
    </message>
    <message>
        <source>일기에 누구와 함께였는지 남기면 여기에서 볼 수 있어요.</source>
        <translation>Note in an entry who you were with, and you will see it here.</translation>
    </message>
    <message numerus="yes">
        <source>%n번</source>
        <translation>
            <numerusform>%n time</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConversationView</name>
    <message>
        <source>나눈 이야기</source>
        <translation>Conversation</translation>
    </message>
</context>
<context>
    <name>CoverPage</name>
    <message>
        <source>쉬는 중이에요</source>
        <translation>Taking a break</translation>
    </message>
    <message>
        <source>돌아가기</source>
        <translation>Go back</translation>
    </message>
</context>
<context>
    <name>CrisisCard</name>
    <message>
        <source>토닥의 답</source>
        <translation>Todak’s reply</translation>
    </message>
    <message>
        <source>다른 상담전화 보기</source>
        <translation>Show other helplines</translation>
    </message>
    <message>
        <source>숨 고르기</source>
        <translation>Take a breath</translation>
    </message>
    <message>
        <source>Esc를 누르면 화면이 바로 가려져요.</source>
        <translation>Esc covers the screen at once.</translation>
    </message>
    <message>
        <source>두 발을 바닥에 대고, 등을 편하게 기대 보세요.</source>
        <translation>Put both feet on the floor and lean back comfortably.</translation>
    </message>
    <message>
        <source>코로 천천히 들이쉬고, 입으로 더 길게 내쉬어요. 세 번이면 돼요.</source>
        <translation>Breathe in slowly through your nose and out longer through your mouth. Three times is enough.</translation>
    </message>
    <message>
        <source>눈에 보이는 것 다섯 가지를 마음속으로 하나씩 불러 보세요.</source>
        <translation>Name to yourself five things you can see, one by one.</translation>
    </message>
    <message>
        <source>물 한 모금을 마셔도 좋아요. 서두르지 않아도 돼요.</source>
        <translation>Have a sip of water if you like. There is no hurry.</translation>
    </message>
    <message>
        <source>다른 상담전화 접기</source>
        <translation>Hide other helplines</translation>
    </message>
</context>
<context>
    <name>DamagePanel</name>
    <message>
        <source>일기 암호</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>그 백업을 만들 때 쓰던 암호</source>
        <translation>The passphrase used for that backup</translation>
    </message>
    <message>
        <source>돌아가기</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>멈췄어요.</source>
        <translation>Stopped.</translation>
    </message>
    <message>
        <source>아무것도 바꾸지 않았어요.</source>
        <translation>Nothing was changed.</translation>
    </message>
    <message>
        <source>백업은 만들 때 쓰던 암호로 열려요.</source>
        <translation>A backup opens with the passphrase it was made with.</translation>
    </message>
    <message>
        <source>지금 암호로는 이 백업이 열리지 않아 아무것도 바꾸지 않았어요.</source>
        <translation>Your current passphrase does not open this backup. Nothing was changed.</translation>
    </message>
    <message>
        <source>그때 쓰던 암호를 입력하고 다시 골라 주세요.</source>
        <translation>Type the passphrase you used then and choose again.</translation>
    </message>
    <message>
        <source>일기는 암호화된 채 그대로 있어요. 열쇠만 다시 찾으면 돼요.</source>
        <translation>Your diary is there, still encrypted. Only its key has to be found again.</translation>
    </message>
    <message>
        <source>아무것도 바꾸거나 지우지 않았어요. 어떤 길을 골라도 지금 파일은 그대로 남겨 둬요.</source>
        <translation>Nothing was changed or deleted. Whatever you choose, the current files are kept.</translation>
    </message>
    <message>
        <source>백업에 있는 열쇠로 열기</source>
        <translation>Open with the key from a backup</translation>
    </message>
    <message>
        <source>{day} 백업의 열쇠를 가져와요. 일기는 지금 그대로예요. 그때 쓰던 암호로 열려요.</source>
        <translation>Takes the key from the backup of {day}. The diary stays as it is and opens with the passphrase you used then.</translation>
    </message>
    <message>
        <source>열쇠 가져와 열기</source>
        <translation>Take the key and open</translation>
    </message>
    <message>
        <source>{day} 백업의 열쇠를 손상된 열쇠 파일 대신 쓸까요? 이 일기의 열쇠가 맞을 때만 바꿔요.</source>
        <translation>Use the key from the backup of {day} instead of the damaged key file? It is replaced only if it fits this diary.</translation>
    </message>
    <message>
        <source>열쇠를 가져오고 있어요…</source>
        <translation>Taking the key…</translation>
    </message>
    <message>
        <source>백업으로 열기</source>
        <translation>Open a backup</translation>
    </message>
    <message>
        <source>{time}까지의 일기예요. 지금 일기는 지우지 않고 옆 폴더에 따로 남겨 둬요.</source>
        <translation>Your diary up to {time}. The current one is not deleted; it is kept in a folder beside it.</translation>
    </message>
    <message>
        <source>이 백업으로 열기</source>
        <translation>Open this backup</translation>
    </message>
    <message>
        <source>{day} 백업으로 열까요? 그 뒤에 쓴 글은 이 백업에 없어요. 지금 일기를 옆 폴더에 그대로 남겨 두니 그 글도 사라지지 않아요.</source>
        <translation>Open the backup of {day}? What you wrote later is not in it, but it is not lost: the current diary is kept in a folder beside it.</translation>
    </message>
    <message>
        <source>백업에서 일기를 꺼내고 있어요…</source>
        <translation>Taking the diary out of the backup…</translation>
    </message>
    <message>
        <source>읽을 수 있는 것만 모으기</source>
        <translation>Gather what can be read</translation>
    </message>
    <message>
        <source>읽을 수 있는 글과 녹음으로 새 일기장을 만들어요. 지금 일기는 옆 폴더에 따로 남겨 두고, 빠진 것은 나중에 백업에서 채울 수 있어요.</source>
        <translation>Makes a new diary of the text and recordings that can be read. The current one is kept in a folder beside it; what is missing can be brought back from a backup later.</translation>
    </message>
    <message>
        <source>모아서 열기</source>
        <translation>Gather and open</translation>
    </message>
    <message>
        <source>읽을 수 있는 것만 모아 새 일기장으로 열까요? 손상된 일기는 옆 폴더에 그대로 남겨 둬요.</source>
        <translation>Gather what can be read into a new diary and open it? The damaged one is kept in a folder beside it.</translation>
    </message>
    <message>
        <source>읽을 수 있는 것을 하나하나 모으고 있어요…</source>
        <translation>Gathering what can be read, piece by piece…</translation>
    </message>
    <message>
        <source>읽기만 하기</source>
        <translation>Only read</translation>
    </message>
    <message>
        <source>읽을 수 있는 글과 녹음을 보여 드려요. 쓰거나 고칠 수는 없고, 파일은 아무것도 바꾸지 않아요.</source>
        <translation>Shows the words and recordings that can be read. Nothing can be written or changed, and no file is touched.</translation>
    </message>
    <message>
        <source>읽기 전용으로 열기</source>
        <translation>Open for reading only</translation>
    </message>
    <message>
        <source>읽을 수 있는 것을 찾고 있어요…</source>
        <translation>Looking for what can be read…</translation>
    </message>
    <message>
        <source>남은 것으로 이어 쓰기</source>
        <translation>Go on with what is there</translation>
    </message>
    <message>
        <source>없어진 글 말고는 모두 그대로예요. 손상된 파일은 따로 남겨 둬요.</source>
        <translation>Everything except the missing text is as it was. The damaged file is kept.</translation>
    </message>
    <message>
        <source>남은 것으로 열기</source>
        <translation>Open what is there</translation>
    </message>
    <message>
        <source>없어진 글 없이 이어 갈까요? 손상된 파일은 일기 폴더에 따로 남겨 둬요.</source>
        <translation>Go on without the missing text? The damaged file is kept in the diary’s folder.</translation>
    </message>
    <message>
        <source>남은 일기를 열고 있어요…</source>
        <translation>Opening what is there…</translation>
    </message>
</context>
<context>
    <name>DayButton</name>
    <message>
        <source>오늘</source>
        <translation>today</translation>
    </message>
    <message>
        <source>남긴 일기 없음</source>
        <translation>no entry</translation>
    </message>
    <message numerus="yes">
        <source>일기 %n개</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DayDialog</name>
    <message>
        <source>이전 달</source>
        <translation>Previous month</translation>
    </message>
    <message>
        <source>다음 달</source>
        <translation>Next month</translation>
    </message>
    <message>
        <source>그만두기</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>DeviceBox</name>
    <message>
        <source>기본 장치</source>
        <translation>Default device</translation>
    </message>
    <message>
        <source>{name} (연결 안 됨)</source>
        <translation>{name} (not connected)</translation>
    </message>
</context>
<context>
    <name>DeviceCheck</name>
    <message>
        <source>장치 다시 찾기</source>
        <translation>Look for devices again</translation>
    </message>
    <message>
        <source>마이크</source>
        <translation>Microphone</translation>
    </message>
    <message>
        <source>마이크 확인</source>
        <translation>Test the microphone</translation>
    </message>
    <message>
        <source>스피커</source>
        <translation>Speaker</translation>
    </message>
    <message>
        <source>소리 들어 보기</source>
        <translation>Test the speaker</translation>
    </message>
    <message>
        <source>녹음에 동의하지 않아서 마이크는 켜지 않아요. 글로 적으면 똑같이 읽고 답해요. 마음이 바뀌면 설정에서 켤 수 있어요.</source>
        <translation>You have not agreed to recording, so the microphone stays off. What you type is read and answered just the same. If you change your mind, you can turn it on in the settings.</translation>
    </message>
    <message>
        <source>확인할 때 들리는 소리는 저장하지 않아요.</source>
        <translation>Nothing heard during the test is saved.</translation>
    </message>
    <message>
        <source>스피커를 찾지 못했어요. 답은 글로 읽을 수 있어요.</source>
        <translation>No speaker was found. You can read the replies.</translation>
    </message>
    <message>
        <source>컴퓨터의 기본 장치</source>
        <translation>The computer’s default device</translation>
    </message>
    <message>
        <source>{device} (연결 안 됨)</source>
        <translation>{device} (not connected)</translation>
    </message>
    <message>
        <source>지금 녹음하고 있어요. 끝나면 확인할 수 있어요.</source>
        <translation>Todak is recording now. You can test once that has ended.</translation>
    </message>
    <message>
        <source>아무 말이나 해 보세요. 확인할 때 들리는 소리는 저장하지 않아요.</source>
        <translation>Say anything. Nothing heard during the test is saved.</translation>
    </message>
    <message>
        <source>소리가 들려요</source>
        <translation>Your voice comes through</translation>
    </message>
    <message>
        <source>마이크를 찾지 못했어요. 글로 적으면 똑같이 읽고 답해요. 마이크를 연결한 뒤 다시 찾아도 돼요.</source>
        <translation>No microphone was found. What you type is read and answered just the same. You can also connect one and look again.</translation>
    </message>
    <message>
        <source>말하고 있어요…</source>
        <translation>Speaking…</translation>
    </message>
    <message>
        <source>목소리가 들렸나요? 안 들렸다면 소리 크기를 올리거나 다른 스피커를 골라 보세요.</source>
        <translation>Did you hear a voice? If not, turn up the volume or choose another speaker.</translation>
    </message>
    <message>
        <source>다른 스피커를 고르거나 답을 글로 읽어 주세요.</source>
        <translation>Choose another speaker, or read the replies instead.</translation>
    </message>
</context>
<context>
    <name>DevicesGroup</name>
    <message>
        <source>다시 찾기</source>
        <translation>Look again</translation>
    </message>
    <message>
        <source>연결된 장치</source>
        <translation>Connected devices</translation>
    </message>
    <message>
        <source>찾고 있어요…</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>마이크도 스피커도 찾지 못했어요. 글로 적고 읽는 데는 아무 지장이 없어요.</source>
        <translation>Neither a microphone nor a speaker was found. You can type and read all the same.</translation>
    </message>
    <message>
        <source>마이크를 찾지 못했어요. 연결한 뒤 다시 찾아 주세요. 그동안은 글로 적을 수 있어요.</source>
        <translation>No microphone was found. Connect one and look again. Until then you can type.</translation>
    </message>
    <message>
        <source>스피커를 찾지 못했어요. 연결한 뒤 다시 찾아 주세요. 답은 글로 읽을 수 있어요.</source>
        <translation>No speaker was found. Connect one and look again. You can read the replies.</translation>
    </message>
    <message>
        <source>새로 꽂은 장치가 보이지 않으면 다시 찾아 주세요.</source>
        <translation>If a device you just plugged in is missing, look again.</translation>
    </message>
</context>
<context>
    <name>DevicesStep</name>
    <message>
        <source>소리를 확인해 볼까요?</source>
        <translation>Shall we test the sound?</translation>
    </message>
    <message>
        <source>지금 하지 않아도 괜찮아요. 마이크와 스피커는 설정에서 언제든 바꿀 수 있어요.</source>
        <translation>This can wait. You can change the microphone and the speaker in the settings at any time.</translation>
    </message>
    <message>
        <source>일기 쓰러 가기</source>
        <translation>Open the diary</translation>
    </message>
</context>
<context>
    <name>DiaryCheck</name>
    <message>
        <source>점검하기</source>
        <translation>Check</translation>
    </message>
    <message>
        <source>일기 점검</source>
        <translation>Check the diary</translation>
    </message>
    <message>
        <source>열쇠와 글과 녹음이 모두 온전한지 살펴봐요. 살펴보기만 하고 아무것도 바꾸지 않아요.</source>
        <translation>Checks whether the key, the text and the recordings are all intact. It only looks and changes nothing.</translation>
    </message>
    <message>
        <source>목록 다시 만들기</source>
        <translation>Rebuild the lists</translation>
    </message>
    <message>
        <source>잠그고 방법 고르기</source>
        <translation>Lock and choose what to do</translation>
    </message>
    <message>
        <source>점검하고 있어요…</source>
        <translation>Checking…</translation>
    </message>
    <message>
        <source>다시 만들고 있어요…</source>
        <translation>Rebuilding…</translation>
    </message>
    <message>
        <source>찾기와 달력이 쓰는 목록이 글과 맞지 않아요.</source>
        <translation>The lists used by search and the calendar do not match your entries.</translation>
    </message>
    <message>
        <source>글과 녹음은 모두 온전해요.</source>
        <translation>All text and recordings are intact.</translation>
    </message>
    <message>
        <source>글을 보고 목록을 다시 만들면 돼요. 글이 많으면 1분쯤 걸려요.</source>
        <translation>They can be rebuilt from your entries. With many entries it takes about a minute.</translation>
    </message>
    <message>
        <source>손상된 곳이 {count}군데 있어요.</source>
        <translation>Damaged places found: {count}</translation>
    </message>
    <message>
        <source>아무것도 고치거나 지우지 않았어요.</source>
        <translation>Nothing was changed or deleted.</translation>
    </message>
    <message>
        <source>가장 최근 백업에서 되살려 주세요.</source>
        <translation>Restore the newest backup.</translation>
    </message>
    <message>
        <source>모두 온전해요. 이야기 {utterances}개와 녹음 {recordings}개를 살펴봤어요.</source>
        <translation>Everything is intact. Messages checked: {utterances}. Recordings checked: {recordings}.</translation>
    </message>
    <message>
        <source>글로 옮기지 못한 녹음 {count}개는 다음에 일기를 열 때 옮겨요.</source>
        <translation>Recordings not written down yet: {count}. That happens when the diary is next opened.</translation>
    </message>
</context>
<context>
    <name>EditField</name>
    <message>
        <source>한 말 고치기</source>
        <translation>Edit what you said</translation>
    </message>
    <message>
        <source>들은 그대로 적어 주세요</source>
        <translation>Write it as you hear it</translation>
    </message>
</context>
<context>
    <name>EmotionChart</name>
    <message>
        <source>{emotion} {percent}%</source>
        <translation>{emotion} {percent}%</translation>
    </message>
    <message>
        <source>내 점수 {score}</source>
        <translation>your score {score}</translation>
    </message>
</context>
<context>
    <name>EmotionChip</name>
    <message>
        <source>잘 모르겠어요 · {first} 아니면 {second}</source>
        <translation>Not sure · {first} or {second}</translation>
    </message>
    <message>
        <source>마음: {word}</source>
        <translation>Feeling: {word}</translation>
    </message>
    <message>
        <source>직접 고른 마음이에요. 토닥의 짐작: {guess}</source>
        <translation>You chose this feeling. Todak’s guess: {guess}</translation>
    </message>
    <message>
        <source>토닥의 짐작이에요: {guess}. 눌러서 바로잡을 수 있어요.</source>
        <translation>Todak’s guess: {guess}. Click to correct it.</translation>
    </message>
    <message>
        <source>어떤 마음이었나요?</source>
        <translation>What did you feel?</translation>
    </message>
    <message>
        <source>토닥의 짐작으로 되돌리기</source>
        <translation>Go back to Todak’s guess</translation>
    </message>
</context>
<context>
    <name>EnginesGroup</name>
    <message>
        <source>받아쓰기, 마음 읽기, 목소리가 모두 이 컴퓨터 안에서 돌아가요. 지금 제대로 되는지 살펴봐요.</source>
        <translation>Dictation, reading feelings and the voice all run on this computer. Here you see whether they work.</translation>
    </message>
    <message>
        <source>다시 살펴보기</source>
        <translation>Look again</translation>
    </message>
    <message>
        <source>메모리</source>
        <translation>Memory</translation>
    </message>
    <message>
        <source>마이크</source>
        <translation>Microphone</translation>
    </message>
    <message>
        <source>스피커</source>
        <translation>Speaker</translation>
    </message>
    <message>
        <source>받아쓰기</source>
        <translation>Dictation</translation>
    </message>
    <message>
        <source>목소리</source>
        <translation>Voice</translation>
    </message>
    <message>
        <source>마음 읽기</source>
        <translation>Reading feelings</translation>
    </message>
    <message>
        <source>답 쓰기</source>
        <translation>Writing replies</translation>
    </message>
    <message>
        <source>위로 고르기</source>
        <translation>Choosing comfort</translation>
    </message>
    <message>
        <source>남은 자리</source>
        <translation>Free space</translation>
    </message>
    <message>
        <source>살펴보고 있어요…</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>지금 약 {megabytes}MB를 쓰고 있어요. 대부분은 받아쓰기와 띄어쓰기에 들어요.</source>
        <translation>About {megabytes} MB in use now, most of it for dictation and word spacing.</translation>
    </message>
    <message>
        <source>아래에서 다른 모델을 골라 주세요.</source>
        <translation>Please choose another model below.</translation>
    </message>
</context>
<context>
    <name>EntriesPage</name>
    <message>
        <source>모든 일기</source>
        <translation>All entries</translation>
    </message>
    <message>
        <source>휴지통에 있는 일기. Enter를 누르면 되돌려요</source>
        <translation>Entries in the trash. Enter restores one</translation>
    </message>
    <message>
        <source>찾은 곳</source>
        <translation>Search results</translation>
    </message>
    <message>
        <source>열기</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>휴지통으로 옮기기</source>
        <translation>Move to trash</translation>
    </message>
    <message>
        <source>되돌리기</source>
        <translation>Restore</translation>
    </message>
    <message>
        <source>모든 일기로 돌아가기</source>
        <translation>Back to all entries</translation>
    </message>
    <message>
        <source>휴지통</source>
        <translation>Trash</translation>
    </message>
    <message>
        <source>비우기</source>
        <translation>Empty the trash</translation>
    </message>
    <message>
        <source>완전히 지우기</source>
        <translation>Delete for good</translation>
    </message>
    <message>
        <source>지난 일기</source>
        <translation>Entries</translation>
    </message>
    <message>
        <source>일기 {count}개</source>
        <translation>Entries found: {count}</translation>
    </message>
    <message>
        <source>{count}곳에서 찾았어요. 최근 {shown}곳만 보여 드려요.</source>
        <translation>Matches: {count}. Only the latest {shown} are shown.</translation>
    </message>
    <message>
        <source>{count}곳에서 찾았어요</source>
        <translation>Matches: {count}</translation>
    </message>
    <message>
        <source>쓰지 않고 지나간 날도 괜찮아요.</source>
        <translation>Days without an entry are fine too.</translation>
    </message>
    <message>
        <source>휴지통이 비어 있어요</source>
        <translation>The trash is empty</translation>
    </message>
    <message>
        <source>이런 일기는 아직 없어요</source>
        <translation>No entries like this yet</translation>
    </message>
    <message>
        <source>고른 조건을 줄이면 더 보여요.</source>
        <translation>With fewer filters you will see more.</translation>
    </message>
    <message>
        <source>이날의 일기</source>
        <translation>Entries of this day</translation>
    </message>
    <message>
        <source>휴지통에 있는 일기</source>
        <translation>Entries in the trash</translation>
    </message>
    <message>
        <source>골라 보기</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>골라 보기 · {count}</source>
        <translation>Filter · {count}</translation>
    </message>
    <message>
        <source>{count}곳 넘게 찾았어요. 최근 {shown}곳만 보여 드려요.</source>
        <translation>Matches: {count} and more. Only the latest {shown} are shown.</translation>
    </message>
    <message>
        <source>이날은 쓴 일기가 없어요</source>
        <translation>No entry on this day</translation>
    </message>
    <message>
        <source>버린 일기는 {days}일 동안 여기에 남아 있다가 완전히 지워져요.</source>
        <translation>Entries you throw away stay here for {days} days and are then deleted for good.</translation>
    </message>
    <message>
        <source>모두 보기</source>
        <translation>Clear filters</translation>
    </message>
    <message>
        <source>꼬리표의 한 부분만 적어도 찾을 수 있어요.</source>
        <translation>Part of a tag is enough to find it.</translation>
    </message>
    <message>
        <source>‘{tag}’ 꼬리표가 붙은 일기가 없어요</source>
        <translation>No entry has the tag “{tag}”</translation>
    </message>
    <message>
        <source>꼬리표가 붙은 일기가 아직 없어요</source>
        <translation>No entry has a tag yet</translation>
    </message>
    <message>
        <source>읽을 수 있는 일기가 없어요</source>
        <translation>There is no entry that can be read</translation>
    </message>
    <message>
        <source>아직 일기가 없어요</source>
        <translation>No entries yet</translation>
    </message>
    <message>
        <source>오늘 있었던 일을 한마디만 들려주세요.</source>
        <translation>Just one sentence about your day is enough.</translation>
    </message>
    <message>
        <source>오늘 이야기하러 가기</source>
        <translation>Talk about today</translation>
    </message>
    <message>
        <source>‘{query}’{particle} 찾지 못했어요</source>
        <translation>Nothing found for “{query}”{particle}</translation>
    </message>
    <message>
        <source>고른 조건을 줄이면 더 찾을 수 있어요.</source>
        <translation>With fewer filters you may find more.</translation>
    </message>
    <message>
        <source>더 짧은 말이나 다른 띄어쓰기로 찾아보세요.</source>
        <translation>Try a shorter word or different spacing.</translation>
    </message>
    <message>
        <source>일기를 휴지통으로 옮겼어요</source>
        <translation>Entry moved to trash</translation>
    </message>
    <message>
        <source>일기를 되돌렸어요</source>
        <translation>Entry restored</translation>
    </message>
    <message>
        <source>휴지통의 일기 {count}개를 녹음까지 모두 지울까요? 지우고 나면 되돌릴 수 없어요.</source>
        <translation>Entries in the trash: {count}. Delete all of them, recordings included? This cannot be undone.</translation>
    </message>
    <message>
        <source>휴지통을 비웠어요</source>
        <translation>Trash emptied</translation>
    </message>
</context>
<context>
    <name>EntryDelegate</name>
    <message>
        <source>글 없이 녹음만 있어요</source>
        <translation>A recording without words</translation>
    </message>
    <message>
        <source>이야기 {count}개</source>
        <translation>Messages: {count}</translation>
    </message>
</context>
<context>
    <name>EntryFilters</name>
    <message>
        <source>{score}점</source>
        <translation>Score {score}</translation>
    </message>
    <message>
        <source>녹음 있음</source>
        <translation>With a recording</translation>
    </message>
    <message>
        <source>모두 보기</source>
        <translation>Clear filters</translation>
    </message>
    <message>
        <source>{day}부터</source>
        <translation>From {day}</translation>
    </message>
    <message>
        <source>언제부터…</source>
        <translation>From…</translation>
    </message>
    <message>
        <source>{day}까지</source>
        <translation>Until {day}</translation>
    </message>
    <message>
        <source>언제까지…</source>
        <translation>Until…</translation>
    </message>
    <message>
        <source>언제부터 볼까요?</source>
        <translation>From which day?</translation>
    </message>
    <message>
        <source>언제까지 볼까요?</source>
        <translation>Until which day?</translation>
    </message>
</context>
<context>
    <name>EntryListModel</name>
    <message>
        <source>마음은 아직 몰라요</source>
        <translation>Feeling not known yet</translation>
    </message>
    <message>
        <source>{score}점</source>
        <translation>Score {score}</translation>
    </message>
    <message>
        <source>녹음 있음</source>
        <translation>Has a recording</translation>
    </message>
    <message>
        <source>이야기 {count}개</source>
        <translation>Messages: {count}</translation>
    </message>
    <message>
        <source>{day}에 버렸어요</source>
        <translation>In the trash since {day}</translation>
    </message>
    <message>
        <source>곧 완전히 지워져요</source>
        <translation>Deleted soon</translation>
    </message>
    <message>
        <source>{days}일 뒤에 완전히 지워져요</source>
        <translation>Days left: {days}</translation>
    </message>
</context>
<context>
    <name>EntryMarks</name>
    <message>
        <source>저장됨</source>
        <translation>Saved</translation>
    </message>
    <message>
        <source>어떤 하루였나요?</source>
        <translation>How was the day?</translation>
    </message>
    <message>
        <source>어떤 마음을 느꼈나요?</source>
        <translation>What did you feel?</translation>
    </message>
    <message>
        <source>누구와 함께했나요?</source>
        <translation>Who were you with?</translation>
    </message>
    <message>
        <source>꼬리표</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>하루 점수를 바꿨어요.</source>
        <translation>Day score changed.</translation>
    </message>
    <message>
        <source>느낀 마음을 바꿨어요.</source>
        <translation>Feelings changed.</translation>
    </message>
    <message>
        <source>함께한 사람을 바꿨어요.</source>
        <translation>People changed.</translation>
    </message>
    <message>
        <source>꼬리표를 바꿨어요.</source>
        <translation>Tags changed.</translation>
    </message>
</context>
<context>
    <name>EntryPage</name>
    <message>
        <source>이 일기를 찾지 못했어요. 지워졌을 수 있어요.</source>
        <translation>This entry was not found. It may have been deleted.</translation>
    </message>
    <message>
        <source>뒤로</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>휴지통으로 옮기기</source>
        <translation>Move to trash</translation>
    </message>
    <message>
        <source>더 보기</source>
        <translation>More</translation>
    </message>
    <message>
        <source>휴지통에 있어요. 되돌리면 다시 고칠 수 있어요.</source>
        <translation>This entry is in the trash. Restore it to edit it again.</translation>
    </message>
    <message>
        <source>휴지통에 있어요.</source>
        <translation>In the trash.</translation>
    </message>
    <message>
        <source>되돌리기</source>
        <translation>Restore</translation>
    </message>
    <message>
        <source>완전히 지우기…</source>
        <translation>Delete for good…</translation>
    </message>
    <message>
        <source>이 일기의 하루 정리</source>
        <translation>About this entry</translation>
    </message>
    <message>
        <source>아직 모르는 마음</source>
        <translation>Feeling not known yet</translation>
    </message>
    <message>
        <source>이 일기를 녹음까지 완전히 지울까요? 지우고 나면 되돌릴 수 없어요.</source>
        <translation>Delete this entry for good, recordings included? This cannot be undone.</translation>
    </message>
    <message>
        <source>완전히 지우기</source>
        <translation>Delete for good</translation>
    </message>
    <message>
        <source>일기를 완전히 지웠어요.</source>
        <translation>The entry is deleted for good.</translation>
    </message>
    <message>
        <source>일기</source>
        <translation>Entry</translation>
    </message>
    <message>
        <source>{clock}에 시작한 일기</source>
        <translation>Begun at {clock}</translation>
    </message>
    <message>
        <source>같은 날 일기와 합치기</source>
        <translation>Merge with an entry of the same day</translation>
    </message>
    <message>
        <source>글 없이 녹음만 있어요</source>
        <translation>A recording without words</translation>
    </message>
    <message>
        <source>두 일기를 하나로 합쳤어요.</source>
        <translation>The two entries are one now.</translation>
    </message>
    <message>
        <source>휴지통으로 옮겼어요.</source>
        <translation>Moved to trash.</translation>
    </message>
    <message>
        <source>휴지통에서 되돌렸어요.</source>
        <translation>Restored from the trash.</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>일기 내보내기</source>
        <translation>Export the diary</translation>
    </message>
    <message>
        <source>다른 프로그램에서 읽을 수 있는 파일(JSON)로 글을 모두 내보내요. 녹음은 들어가지 않아요.</source>
        <translation>All your words, as a file (JSON) that other programs can read. Recordings are left out.</translation>
    </message>
    <message>
        <source>내보내기</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>이 파일은 암호로 잠기지 않아요. 파일을 얻은 사람은 누구나 일기를 모두 읽을 수 있어요.</source>
        <translation>This file is not locked. Whoever gets it can read all of your diary.</translation>
    </message>
    <message>
        <source>그래도 내보내기</source>
        <translation>Export anyway</translation>
    </message>
    <message>
        <source>일기를 어디에 내보낼까요?</source>
        <translation>Where should the export go?</translation>
    </message>
    <message>
        <source>토닥 일기</source>
        <translation>Todak diary</translation>
    </message>
    <message>
        <source>일기 폴더 안이라 내보내지 않았어요.</source>
        <translation>Not exported: that is inside the diary’s own folder.</translation>
    </message>
    <message>
        <source>잠긴 일기 옆에 잠기지 않은 글이 놓이게 되니까요.</source>
        <translation>Unlocked words would lie beside the locked diary.</translation>
    </message>
    <message>
        <source>다른 폴더를 골라 주세요.</source>
        <translation>Please choose another folder.</translation>
    </message>
    <message>
        <source>이야기 {count}개를 내보냈어요. 잠기지 않은 파일이니 다 쓴 뒤에는 지워 주세요.</source>
        <translation>Messages exported: {count}. The file is not locked: delete it once you no longer need it.</translation>
    </message>
    <message>
        <source>내보내고 있어요…</source>
        <translation>Exporting…</translation>
    </message>
</context>
<context>
    <name>FrequentEmotions</name>
    <message>
        <source>자주 찾아온 마음</source>
        <translation>Frequent feelings</translation>
    </message>
    <message>
        <source>하루하루의 마음을 세어 보았어요.</source>
        <translation>Counted day by day.</translation>
    </message>
    <message>
        <source>아직 마음을 읽은 날이 없어요.</source>
        <translation>No day’s feelings have been read yet.</translation>
    </message>
    <message numerus="yes">
        <source>%n일</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HelloStep</name>
    <message>
        <source>안녕하세요, 토닥이에요</source>
        <translation>Hello, I’m Todak</translation>
    </message>
    <message>
        <source>말하거나 적으면 받아 적고, 마음을 헤아려 답하는 일기장이에요.</source>
        <translation>A diary that writes down what you say or type, and answers with your feelings in mind.</translation>
    </message>
    <message>
        <source>위험하다고 느껴지면 지금 109에 전화해 주세요</source>
        <translation>If you feel you are in danger, call 109 (Korea) now</translation>
    </message>
    <message>
        <source>밤낮없이 사람이 받아요. 몸이 위험하면 바로 119를 눌러 주세요.</source>
        <translation>A person answers, day and night. If you are in physical danger, dial 119 at once.</translation>
    </message>
    <message>
        <source>이 컴퓨터에만 있어요</source>
        <translation>Only on this computer</translation>
    </message>
    <message>
        <source>일기와 녹음은 암호로 잠겨 이 컴퓨터에만 남아요. 한 글자도 인터넷으로 보내지 않아요.</source>
        <translation>Diary and recordings are locked with your passphrase and stay on this computer. Not a letter of them is sent over the internet.</translation>
    </message>
    <message>
        <source>말하면 받아 적어요</source>
        <translation>You speak, Todak writes</translation>
    </message>
    <message>
        <source>말을 글로 옮겨 그때그때 저장해요. 글로 적어도 똑같이 읽고 답해요.</source>
        <translation>What you say in Korean is written down and saved as you go. What you type is read and answered just the same.</translation>
    </message>
    <message>
        <source>마음을 짐작하고 답해요</source>
        <translation>It guesses feelings and answers</translation>
    </message>
    <message>
        <source>마음을 짐작해 달력에 모으고 짧게 답해요. 짐작이 틀리면 언제든 바로잡을 수 있어요.</source>
        <translation>It guesses how you feel, gathers that in a calendar and answers briefly. You can correct a wrong guess at any time.</translation>
    </message>
    <message>
        <source>의사는 아니에요</source>
        <translation>It is not a doctor</translation>
    </message>
    <message>
        <source>진단하거나 치료하지 못해요. 힘든 마음이 오래가면 전문가와 이야기해 보세요.</source>
        <translation>It cannot diagnose or treat. If hard feelings last, please talk to a professional.</translation>
    </message>
    <message>
        <source>시작할게요</source>
        <translation>Begin</translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message>
        <source>고치기 전 글</source>
        <translation>Earlier versions</translation>
    </message>
    <message>
        <source>닫기</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>{day} {clock}까지</source>
        <translation>Until {day}, {clock}</translation>
    </message>
    <message>
        <source>글 없이 녹음만 있어요</source>
        <translation>A recording without words</translation>
    </message>
    <message>
        <source>지금 글과 같아요.</source>
        <translation>The same as now.</translation>
    </message>
    <message>
        <source>이 글로 되돌리기</source>
        <translation>Go back to this</translation>
    </message>
</context>
<context>
    <name>HotlineButton</name>
    <message>
        <source>{number} {name} 번호 복사하기</source>
        <translation>Copy {number}, {name}</translation>
    </message>
    <message>
        <source>번호 복사하기</source>
        <translation>Copy the number</translation>
    </message>
</context>
<context>
    <name>HoverCard</name>
    <message>
        <source>내 점수</source>
        <translation>Your score</translation>
    </message>
</context>
<context>
    <name>Importing</name>
    <message>
        <source>일기 가져오기</source>
        <translation>Import a diary</translation>
    </message>
    <message>
        <source>내보낸 파일에서 이 일기에 없는 것만 더해요. 있던 것은 바뀌지 않아요.</source>
        <translation>Adds from an exported file what this diary does not have. What is there stays as it is.</translation>
    </message>
    <message>
        <source>가져오기</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>어떤 파일을 가져올까요?</source>
        <translation>Which file should be imported?</translation>
    </message>
    <message>
        <source>가져오고 있어요…</source>
        <translation>Importing…</translation>
    </message>
    <message>
        <source>일기 {entries}개, 이야기 {utterances}개를 가져왔어요.</source>
        <translation>Imported: entries {entries}, messages {utterances}.</translation>
    </message>
    <message>
        <source>이미 모두 있던 것이라 더할 것이 없었어요.</source>
        <translation>All of it was here already.</translation>
    </message>
</context>
<context>
    <name>KeyringOpening</name>
    <message>
        <source>이 컴퓨터에 저장한 열쇠로 열기</source>
        <translation>Open with this computer’s keyring</translation>
    </message>
    <message>
        <source>켜 두면 이 컴퓨터에 로그인한 사람은 암호를 입력하지 않고 일기를 열 수 있어요. 함께 쓰는 컴퓨터라면 꺼 두세요.</source>
        <translation>When on, whoever is logged in to this computer can open the diary without the passphrase. Leave it off on a shared computer.</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>내 점수 (오른쪽 눈금)</source>
        <translation>Your score (right scale)</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>목소리 크기</source>
        <translation>Loudness of your voice</translation>
    </message>
</context>
<context>
    <name>LockPage</name>
    <message>
        <source>암호</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>복구 키로 열기</source>
        <translation>Open with the recovery key</translation>
    </message>
    <message>
        <source>이 컴퓨터에 저장한 열쇠로 열기</source>
        <translation>Open with this computer’s keyring</translation>
    </message>
    <message>
        <source>암호로 열기</source>
        <translation>Open with the passphrase</translation>
    </message>
    <message>
        <source>잠금 화면</source>
        <translation>Lock screen</translation>
    </message>
    <message>
        <source>토닥이 잠겨 있어요</source>
        <translation>Todak is locked</translation>
    </message>
    <message>
        <source>암호를 입력하면 일기가 열려요. 잠긴 동안에는 녹음하지 않아요.</source>
        <translation>Type the passphrase to open the diary. Nothing is recorded while it is locked.</translation>
    </message>
    <message>
        <source>복구 키로 열어요</source>
        <translation>Open with the recovery key</translation>
    </message>
    <message>
        <source>일기를 만들 때 적어 둔 복구 키를 입력해 주세요. 붙여 넣어도 괜찮아요.</source>
        <translation>Enter the recovery key you wrote down when you made the diary. You can paste it, too.</translation>
    </message>
    <message>
        <source>새 암호를 정해 주세요</source>
        <translation>Choose a new passphrase</translation>
    </message>
    <message>
        <source>복구 키가 맞아요. 다음부터는 새 암호로 열 수 있어요.</source>
        <translation>The recovery key fits. From now on the new passphrase opens the diary.</translation>
    </message>
    <message>
        <source>여는 중이에요…</source>
        <translation>Opening…</translation>
    </message>
    <message>
        <source>다시 시도</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>열기</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>다음</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>새 암호로 바꾸고 열기</source>
        <translation>Change passphrase and open</translation>
    </message>
    <message>
        <source>일기를 새 형식으로 옮기고 있어요…</source>
        <translation>Bringing the diary to the new format…</translation>
    </message>
    <message>
        <source>처음 한 번만 하는 일이에요. 글이 많으면 몇 분 걸려요. 옛 파일도 남겨 둬요.</source>
        <translation>This happens once. With many entries it takes some minutes. The old file is kept.</translation>
    </message>
    <message>
        <source>토닥을 다시 켜면 새 일기장을 만들 수 있어요.</source>
        <translation>Start Todak again to make a new diary.</translation>
    </message>
    <message>
        <source>살펴보고 있어요…</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>지금은 읽기만 할 수 있어요</source>
        <translation>For now it can only be read</translation>
    </message>
    <message>
        <source>이 일기 폴더에는 저장할 수 없어요. 그래도 읽을 수는 있어요.</source>
        <translation>Nothing can be saved in this diary’s folder. You can still read the diary.</translation>
    </message>
    <message>
        <source>일기에 손상된 곳이 있어요</source>
        <translation>Part of the diary is damaged</translation>
    </message>
    <message>
        <source>놀라셨죠. 어떻게 이어 갈지 하나를 골라 주세요.</source>
        <translation>Sorry for the scare. Please choose how to go on.</translation>
    </message>
    <message>
        <source>이야기 {count}개를 되살렸어요.</source>
        <translation>Messages recovered: {count}.</translation>
    </message>
    <message>
        <source>읽을 수 없던 {count}개는 설정의 백업에서 찾아보세요.</source>
        <translation>{count} could not be read: look for them in the settings, under backups.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>토닥</source>
        <translation>Todak</translation>
    </message>
    <message>
        <source>{page} · 토닥</source>
        <translation>{page} · Todak</translation>
    </message>
    <message>
        <source>둘러보기용 일기라서 잠기지 않아요.</source>
        <translation>This is a demo diary, so it does not lock.</translation>
    </message>
</context>
<context>
    <name>MemoryCard</name>
    <message>
        <source>읽어 보기</source>
        <translation>Read it</translation>
    </message>
    <message numerus="yes">
        <source>%n년 전 오늘</source>
        <translation>
            <numerusform>A year ago today</numerusform>
            <numerusform>%n years ago today</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MixBand</name>
    <message>
        <source>이 일기의 마음</source>
        <translation>Feelings in this entry</translation>
    </message>
</context>
<context>
    <name>MixBar</name>
    <message>
        <source>{emotion} {percent}%</source>
        <translation>{emotion} {percent}%</translation>
    </message>
</context>
<context>
    <name>ModelBox</name>
    <message>
        <source>{name} (쓸 수 없음)</source>
        <translation>{name} (cannot be used)</translation>
    </message>
    <message>
        <source>{name} (없음)</source>
        <translation>{name} (not there)</translation>
    </message>
</context>
<context>
    <name>ModelChoices</name>
    <message>
        <source>모델</source>
        <translation>Models</translation>
    </message>
    <message>
        <source>어느 모델을 골라도 위급한 말을 알아채는 일은 토닥의 모델이 맡아요.</source>
        <translation>Whichever you choose, noticing danger stays with Todak’s own rules and model.</translation>
    </message>
    <message>
        <source>토닥의 모델</source>
        <translation>Todak’s own</translation>
    </message>
    <message>
        <source>토닥의 위로 글</source>
        <translation>Todak’s own words</translation>
    </message>
    <message>
        <source>훈련의 바탕이에요. 훈련하고 나면 쓸 수 있어요</source>
        <translation>A base to train on; usable once trained</translation>
    </message>
    <message>
        <source>파일을 확인하고 있어요…</source>
        <translation>Checking its files…</translation>
    </message>
    <message>
        <source>불러오고 있어요. 큰 모델은 조금 걸려요…</source>
        <translation>Loading; a large model takes a while…</translation>
    </message>
    <message>
        <source>다음 이야기부터 이 모델을 써요.</source>
        <translation>Used from your next words on.</translation>
    </message>
</context>
<context>
    <name>ModelOffers</name>
    <message>
        <source>모델 받기</source>
        <translation>Download a model</translation>
    </message>
    <message>
        <source>없어도 토닥은 그대로 쓸 수 있어요. 직접 훈련해 보거나 다른 모델로 답하게 하고 싶을 때만 받으세요.</source>
        <translation>Todak works fully without. Download one only if you want to train it yourself or have it write replies.</translation>
    </message>
    <message>
        <source>버튼을 누르면 따로 실행되는 프로그램이 인터넷에서 그 파일만 받아 와요. 그 프로그램은 일기를 보지도, 보내지도 못해요. 일기를 잠그거나 창을 닫으면 받기도 멈추고, 나중에 이어서 받을 수 있어요.</source>
        <translation>The button starts a separate program that downloads just those files from the internet. It can neither see your diary nor send it. Locking or closing stops the download; it can go on later.</translation>
    </message>
</context>
<context>
    <name>ModelsFolder</name>
    <message>
        <source>모델 폴더</source>
        <translation>Models folder</translation>
    </message>
    <message>
        <source>직접 훈련했거나 받은 모델을 폴더째 두는 곳이에요.</source>
        <translation>Where models you trained or downloaded are kept, a folder each.</translation>
    </message>
</context>
<context>
    <name>MonthChart</name>
    <message>
        <source>{month}의 마음 그래프</source>
        <translation>Chart of feelings, {month}</translation>
    </message>
    <message numerus="yes">
        <source>일기 %n개</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MonthView</name>
    <message>
        <source>날마다의 마음</source>
        <translation>Feelings day by day</translation>
    </message>
    <message>
        <source>{month}에는 이야기를 남긴 날이 없어요.</source>
        <translation>Nothing was written in {month}.</translation>
    </message>
    <message>
        <source>{month}에는 아직 이야기를 남긴 날이 없어요.</source>
        <translation>Nothing written in {month} yet.</translation>
    </message>
    <message numerus="yes">
        <source>{month}에 이야기를 남긴 날은 %n일이에요.</source>
        <translation>
            <numerusform>You wrote on %n day in {month}.</numerusform>
            <numerusform>You wrote on %n days in {month}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MoreButton</name>
    <message>
        <source>더 보기</source>
        <translation>More</translation>
    </message>
    <message>
        <source>고치기 전 글 보기</source>
        <translation>Earlier versions</translation>
    </message>
    <message>
        <source>여기부터 새 일기로 나누기</source>
        <translation>New entry from here on</translation>
    </message>
    <message>
        <source>다른 날로 옮기기…</source>
        <translation>Move to another day…</translation>
    </message>
    <message>
        <source>이 말 버리기</source>
        <translation>Throw this away</translation>
    </message>
    <message>
        <source>여기부터 새 일기로 나눴어요.</source>
        <translation>A new entry begins here now.</translation>
    </message>
    <message>
        <source>{day}의 일기로 옮겼어요.</source>
        <translation>Moved to {day}.</translation>
    </message>
    <message>
        <source>어느 날로 옮길까요?</source>
        <translation>To which day?</translation>
    </message>
    <message>
        <source>이 말을 휴지통으로 옮겼어요.</source>
        <translation>Moved to the trash.</translation>
    </message>
    <message>
        <source>그때 글로 되돌렸어요.</source>
        <translation>Back to the earlier version.</translation>
    </message>
</context>
<context>
    <name>NewPassphrase</name>
    <message>
        <source>새 암호</source>
        <translation>New passphrase</translation>
    </message>
    <message>
        <source>새 암호를 한 번 더</source>
        <translation>New passphrase again</translation>
    </message>
    <message>
        <source>두 암호가 서로 달라요.</source>
        <translation>The two passphrases differ.</translation>
    </message>
    <message>
        <source>낱말 서너 개를 이어 붙이면 외우기 쉽고 뚫기 어려워요.</source>
        <translation>Three or four words in a row are easy to remember and hard to crack.</translation>
    </message>
    <message>
        <source>짧은 암호는 쉽게 뚫려요. 조금만 더 길게 지어 볼까요?</source>
        <translation>A short passphrase is easy to crack. Could it be a little longer?</translation>
    </message>
    <message>
        <source>괜찮은 길이예요. 이름이나 생일, 흔한 말이라면 그래도 쉽게 뚫려요.</source>
        <translation>A fair length. A name, a birthday or common words are still easy to crack.</translation>
    </message>
    <message>
        <source>길어서 좋아요. 널리 알려진 문장만 아니면 튼튼해요.</source>
        <translation>Nice and long. It is strong unless it is a well-known sentence.</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>되돌리기</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>닫기</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>설정 열기</source>
        <translation>Open settings</translation>
    </message>
</context>
<context>
    <name>OfferRow</name>
    <message>
        <source>{name} 받기</source>
        <translation>Download {name}</translation>
    </message>
    <message>
        <source>멈추기</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>받은 것 지우기</source>
        <translation>Delete the download</translation>
    </message>
    <message>
        <source>약 {size}</source>
        <translation>about {size}</translation>
    </message>
    <message>
        <source>라이선스를 밝히지 않음</source>
        <translation>license not stated</translation>
    </message>
    <message>
        <source>받다 만 {size}를 지울까요? 다시 받으려면 처음부터 받아야 해요.</source>
        <translation>Delete the {size} downloaded so far? A later download starts from the beginning.</translation>
    </message>
    <message>
        <source>지우기</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>{host}에서 나머지 {size} 이어받기</source>
        <translation>Download the remaining {size} from {host}</translation>
    </message>
    <message>
        <source>{host}에서 {size} 받기</source>
        <translation>Download {size} from {host}</translation>
    </message>
    <message>
        <source>지우고 있어요…</source>
        <translation>Deleting…</translation>
    </message>
    <message>
        <source>멈추고 있어요…</source>
        <translation>Stopping…</translation>
    </message>
    <message>
        <source>{host}에 묻고 있어요…</source>
        <translation>Asking {host}…</translation>
    </message>
    <message>
        <source>받아 두었어요. 위의 모델에서 볼 수 있어요.</source>
        <translation>It is here now, among the models above.</translation>
    </message>
    <message>
        <source>{size}까지 받아 두었어요.</source>
        <translation>{size} downloaded so far.</translation>
    </message>
</context>
<context>
    <name>OwnModel</name>
    <message>
        <source>지우기</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>{name} 모델을 지울까요? 폴더에 든 {size}가 지워지고, 되돌릴 수 없어요.</source>
        <translation>Delete {name}? The {size} in its folder go for good.</translation>
    </message>
    <message>
        <source>지금 쓰는 모델이라, 지우고 나면 토닥의 모델이 대신해요.</source>
        <translation>It is in use: Todak’s own takes its place.</translation>
    </message>
    <message>
        <source>완전히 지우기</source>
        <translation>Delete for good</translation>
    </message>
</context>
<context>
    <name>PassphraseChange</name>
    <message>
        <source>암호 바꾸기</source>
        <translation>Change passphrase</translation>
    </message>
    <message>
        <source>암호</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>일기를 여는 암호예요. 잊으면 복구 키로만 열 수 있어요.</source>
        <translation>It opens your diary. If you forget it, only the recovery key does.</translation>
    </message>
    <message>
        <source>지금 암호</source>
        <translation>Current passphrase</translation>
    </message>
    <message>
        <source>바꾸기</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>그만두기</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>암호를 바꿨어요. 다음에 열 때는 새 암호를 입력해 주세요.</source>
        <translation>Passphrase changed. Use the new one the next time you open the diary.</translation>
    </message>
    <message>
        <source>지금 암호가 맞지 않아요.</source>
        <translation>The current passphrase is not right.</translation>
    </message>
    <message>
        <source>암호는 바뀌지 않았어요.</source>
        <translation>The passphrase was not changed.</translation>
    </message>
    <message>
        <source>바꾸고 나면 예전 암호로는 이 폴더의 일기를 열 수 없어요. 바꾸기 전에 만든 백업과 사본은 예전 암호로 열려요. 바꾸기 직전에 해 두는 백업도 그래요.</source>
        <translation>After this, the diary in this folder opens only with the new passphrase. Backups and copies made before open with the old one; so does the backup made right before the change.</translation>
    </message>
    <message>
        <source>바꾸기 전에 백업하고 있어요…</source>
        <translation>Backing up before the change…</translation>
    </message>
    <message>
        <source>백업 없이 바꾸기</source>
        <translation>Change without a backup</translation>
    </message>
    <message>
        <source>멈췄어요.</source>
        <translation>Stopped.</translation>
    </message>
    <message>
        <source>한/영 키와 대소문자를 확인해 주세요.</source>
        <translation>Check the keyboard language and capitals.</translation>
    </message>
    <message>
        <source>바꾸고 있어요…</source>
        <translation>Changing…</translation>
    </message>
</context>
<context>
    <name>PassphraseField</name>
    <message>
        <source>암호 보이기</source>
        <translation>Show the passphrase</translation>
    </message>
    <message>
        <source>한글 암호라면 눈 모양을 눌러 보이게 한 뒤 입력해 주세요.</source>
        <translation>If your passphrase is in Korean, press the eye to show it before you type.</translation>
    </message>
    <message>
        <source>암호 숨기기</source>
        <translation>Hide the passphrase</translation>
    </message>
    <message>
        <source>Caps Lock이 켜져 있어요.</source>
        <translation>Caps Lock is on.</translation>
    </message>
    <message>
        <source>한글로 입력되고 있어요.</source>
        <translation>You are typing in Korean.</translation>
    </message>
</context>
<context>
    <name>PassphraseStep</name>
    <message>
        <source>일기를 잠글 암호를 정해요</source>
        <translation>Choose a passphrase for your diary</translation>
    </message>
    <message>
        <source>일기를 열 때마다 이 암호를 물어볼게요. 아무도 대신 찾거나 바꿔 줄 수 없으니 오래 기억할 수 있는 것으로 정해 주세요.</source>
        <translation>You will be asked for it each time you open the diary. Nobody can look it up or reset it for you, so choose one you will remember for a long time.</translation>
    </message>
    <message>
        <source>있는 일기장 열기</source>
        <translation>Open that diary</translation>
    </message>
    <message>
        <source>일기장을 만들고 있어요…</source>
        <translation>Making the diary…</translation>
    </message>
    <message>
        <source>일기장 만들기</source>
        <translation>Make the diary</translation>
    </message>
</context>
<context>
    <name>PathRow</name>
    <message>
        <source>폴더 열기</source>
        <translation>Open folder</translation>
    </message>
</context>
<context>
    <name>PrivacyGroup</name>
    <message>
        <source>이 운영체제에서는 알아챌 수 없어요. ‘자리를 비우면 잠그기’를 써 주세요.</source>
        <translation>This system does not tell us. Use “Lock when you are away”.</translation>
    </message>
    <message>
        <source>멈추기 전에 암호가 바뀌었어요. 다음에 열 때는 새 암호를 입력해 주세요.</source>
        <translation>The passphrase was changed before that could be stopped. Use the new one the next time you open the diary.</translation>
    </message>
    <message>
        <source>복구 키</source>
        <translation>Recovery key</translation>
    </message>
    <message>
        <source>복구 키 보기</source>
        <translation>Show recovery key</translation>
    </message>
    <message>
        <source>암호를 잊었을 때 일기를 여는 하나뿐인 열쇠예요. 다시 보거나 저장할 수 있어요.</source>
        <translation>The only key to your diary if you forget the passphrase. You can see it again or save it.</translation>
    </message>
    <message>
        <source>새 복구 키</source>
        <translation>New recovery key</translation>
    </message>
    <message>
        <source>새로 만들기</source>
        <translation>Make a new one</translation>
    </message>
    <message>
        <source>복구 키를 잃어버렸거나 누가 보았다면 새로 만드세요. 예전 키로는 이 일기를 더는 열 수 없어요.</source>
        <translation>If it was lost or somebody saw it, make a new one. The old one then no longer opens this diary.</translation>
    </message>
    <message>
        <source>일기가 있는 곳</source>
        <translation>Where the diary is</translation>
    </message>
    <message>
        <source>암호로 잠긴 채 이 폴더에 있어요.</source>
        <translation>In this folder, locked with your passphrase.</translation>
    </message>
    <message>
        <source>토닥은 인터넷을 쓰지 않아요</source>
        <translation>Todak does not use the internet</translation>
    </message>
    <message>
        <source>듣고, 받아 적고, 마음을 읽고, 답하는 일이 모두 이 컴퓨터 안에서 끝나요. 가입할 곳도, 일기를 올리는 서버도, 사용 기록을 모으는 일도 없어요. 그래서 인터넷을 꺼 두어도 똑같이 쓸 수 있고, 일기는 토닥을 만든 사람도 볼 수 없어요.</source>
        <translation>Listening, writing down, reading feelings and answering all happen on this computer. There is nothing to sign up for, no server that holds your diary, and no record of how you use it. So Todak works just as well with the internet off, and not even its makers can see your diary.</translation>
    </message>
    <message>
        <source>예외는 하나예요. ‘작동 상태’에서 모델 받기를 누르면, 일기를 볼 수 없는 프로그램이 따로 실행되어 그 파일만 받아 와요. 누르지 않으면 아무 일도 없어요.</source>
        <translation>There is one exception: if you ask for a model under “Engines”, a separate program that cannot see your diary downloads those files. Unless you ask, nothing happens.</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>그만두기</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>RateControl</name>
    <message>
        <source>들어 보기</source>
        <translation>Listen</translation>
    </message>
    <message>
        <source>느리게</source>
        <translation>Slower</translation>
    </message>
    <message>
        <source>빠르게</source>
        <translation>Faster</translation>
    </message>
</context>
<context>
    <name>ReadOnlyLine</name>
    <message>
        <source>잠그고 다시 고르기</source>
        <translation>Lock and choose again</translation>
    </message>
    <message>
        <source>손상된 일기에서 읽을 수 있는 이야기 {count}개를 보여 드려요. 쓰거나 고칠 수는 없어요.</source>
        <translation>Showing {count} pieces that can be read of a damaged diary. Nothing can be written or changed.</translation>
    </message>
    <message>
        <source>{count}개는 읽을 수 없었어요.</source>
        <translation>{count} could not be read.</translation>
    </message>
    <message>
        <source>이 일기 폴더에는 저장할 수 없어서 읽기만 해요. 새로 적거나 고칠 수는 없어요.</source>
        <translation>Nothing can be saved in this diary’s folder, so you can only read. Nothing can be added or changed.</translation>
    </message>
    <message>
        <source>마지막에 저장한 글이 빠진 채로 읽고 있어요. 쓰거나 고칠 수는 없어요.</source>
        <translation>The most recently saved text is missing here. Nothing can be written or changed.</translation>
    </message>
</context>
<context>
    <name>RecordButton</name>
    <message>
        <source>말하기 시작</source>
        <translation>Start speaking</translation>
    </message>
    <message>
        <source>마이크를 켜고 있어요</source>
        <translation>Turning on the microphone</translation>
    </message>
    <message>
        <source>말하기 끝내기</source>
        <translation>Finish speaking</translation>
    </message>
    <message>
        <source>방금 한 말을 적는 중</source>
        <translation>Writing down what you just said</translation>
    </message>
</context>
<context>
    <name>RecoveryCard</name>
    <message>
        <source>복구 키를 아직 저장하지 않았어요</source>
        <translation>The recovery key is not saved yet</translation>
    </message>
    <message>
        <source>복구 키 없이 암호를 잊으면 일기를 다시 열 수 없어요.</source>
        <translation>If you forget the passphrase and have no recovery key, the diary cannot be opened again.</translation>
    </message>
    <message>
        <source>지금 저장</source>
        <translation>Save it now</translation>
    </message>
    <message>
        <source>나중에</source>
        <translation>Not now</translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>복구 키</source>
        <translation>Recovery key</translation>
    </message>
    <message>
        <source>새 복구 키 만들기</source>
        <translation>Make a new recovery key</translation>
    </message>
    <message>
        <source>새로 만들면 지금까지 쓰던 복구 키로는 이 일기를 더는 열 수 없어요. 전에 만들어 둔 백업과 사본은 예전 키로도 열려요. 만들기 직전에 해 두는 백업도 그래요. 만들기 전에 암호를 한 번 더 확인할게요.</source>
        <translation>Once a new key is made, the one used so far no longer opens this diary. Backups and copies made before still open with the old key; so does the backup made right before this. Please enter your passphrase once more first.</translation>
    </message>
    <message>
        <source>복구 키 보기</source>
        <translation>Show recovery key</translation>
    </message>
    <message>
        <source>복구 키가 있으면 누구나 일기를 열 수 있어요. 보여 드리기 전에 암호를 한 번 더 확인할게요.</source>
        <translation>Anyone with the recovery key can open the diary, so please enter your passphrase once more before it is shown.</translation>
    </message>
    <message>
        <source>암호</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>닫기</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>만들기 전에 백업하고 있어요…</source>
        <translation>Backing up before making it…</translation>
    </message>
    <message>
        <source>새 복구 키를 따로 적어 두세요</source>
        <translation>Write the new recovery key down</translation>
    </message>
    <message>
        <source>복구 키를 따로 적어 두세요</source>
        <translation>Write down your recovery key</translation>
    </message>
    <message>
        <source>암호를 잊어도 이 키가 있으면 일기를 열 수 있어요. 종이에 적거나 다른 곳에 저장해 주세요.</source>
        <translation>If you forget the passphrase, this key still opens the diary. Write it on paper or save it somewhere else.</translation>
    </message>
    <message>
        <source>저장했어요</source>
        <translation>I have saved it</translation>
    </message>
    <message>
        <source>암호가 맞지 않아요. 한/영 키와 대소문자를 확인해 주세요.</source>
        <translation>That is not the passphrase. Check the keyboard language and capitals.</translation>
    </message>
    <message>
        <source>백업 없이 만들기</source>
        <translation>Make it without a backup</translation>
    </message>
    <message>
        <source>멈췄어요.</source>
        <translation>Stopped.</translation>
    </message>
    <message>
        <source>복구 키는 바뀌지 않았어요.</source>
        <translation>The recovery key was not changed.</translation>
    </message>
</context>
<context>
    <name>RecoveryKeyField</name>
    <message>
        <source>복구 키</source>
        <translation>Recovery key</translation>
    </message>
    <message>
        <source>영문과 숫자 네 글자씩 아홉 묶음이에요.</source>
        <translation>Nine groups of four letters and digits.</translation>
    </message>
    <message>
        <source>{count}글자 가운데 {typed}글자를 적었어요.</source>
        <translation>{typed} of {count} characters entered.</translation>
    </message>
</context>
<context>
    <name>RecoverySheet</name>
    <message>
        <source>안전한 곳에 적어 두었어요</source>
        <translation>I have written it down in a safe place</translation>
    </message>
    <message>
        <source>복구 키: {key}</source>
        <translation>Recovery key: {key}</translation>
    </message>
    <message>
        <source>파일로 저장</source>
        <translation>Save to a file</translation>
    </message>
    <message>
        <source>복사</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>토닥 복구 키</source>
        <translation>Todak recovery key</translation>
    </message>
    <message>
        <source>암호를 잊었을 때 잠금 화면에서 ‘복구 키로 열기’를 누르고 이 키를 입력해 주세요.</source>
        <translation>If you forget the passphrase, press “Open with the recovery key” on the lock screen and enter this key.</translation>
    </message>
    <message>
        <source>QR 코드를 찍으면 그 기기에도 복구 키가 남아요. 믿는 기기로만 찍어 주세요.</source>
        <translation>A device that reads the QR code has the key as well. Use only one you trust.</translation>
    </message>
    <message>
        <source>복구 키의 QR 코드</source>
        <translation>QR code of the recovery key</translation>
    </message>
    <message>
        <source>인쇄할 PDF로 저장</source>
        <translation>Save as a PDF to print</translation>
    </message>
    <message>
        <source>이 키가 있으면 누구나 일기를 열 수 있어요. 일기와 다른 곳에 두세요.</source>
        <translation>Anyone with this key can open the diary. Keep it apart from the diary.</translation>
    </message>
    <message>
        <source>일기가 있는 곳: {folder}</source>
        <translation>The diary is in: {folder}</translation>
    </message>
    <message>
        <source>복구 키를 어디에 저장할까요?</source>
        <translation>Where should the recovery key be saved?</translation>
    </message>
    <message>
        <source>일기 폴더 안이라 저장하지 않았어요.</source>
        <translation>Not saved: that is inside the diary’s own folder.</translation>
    </message>
    <message>
        <source>일기를 가져간 사람이 복구 키까지 갖게 되니까요.</source>
        <translation>Whoever takes the diary would have its key as well.</translation>
    </message>
    <message>
        <source>다른 폴더를 골라 주세요. 이 컴퓨터가 아닌 곳이면 더 좋아요.</source>
        <translation>Choose another folder, best of all not on this computer.</translation>
    </message>
    <message>
        <source>저장했어요: {file}</source>
        <translation>Saved: {file}</translation>
    </message>
    <message>
        <source>복사했어요. {seconds}초 뒤에는 지울게요.</source>
        <translation>Copied. It is cleared from the clipboard after {seconds} seconds.</translation>
    </message>
</context>
<context>
    <name>RecoveryStep</name>
    <message>
        <source>복구 키를 따로 적어 두세요</source>
        <translation>Write down your recovery key</translation>
    </message>
    <message>
        <source>암호를 잊어도 이 키가 있으면 일기를 열 수 있어요. 암호와 복구 키를 모두 잃으면 일기는 다시 열 수 없어요.</source>
        <translation>If you forget the passphrase, this key still opens the diary. If you lose both, the diary cannot be opened again.</translation>
    </message>
    <message>
        <source>나중에 저장할게요</source>
        <translation>Save it later</translation>
    </message>
</context>
<context>
    <name>ReplyBubble</name>
    <message>
        <source>토닥의 답</source>
        <translation>Todak’s reply</translation>
    </message>
</context>
<context>
    <name>RestoreDialog</name>
    <message>
        <source>백업에서 되살리기</source>
        <translation>Restore from a backup</translation>
    </message>
    <message>
        <source>없어진 것만 되살리기</source>
        <translation>Bring back what is missing</translation>
    </message>
    <message>
        <source>다른 백업 보기</source>
        <translation>Another backup</translation>
    </message>
    <message>
        <source>다른 폴더에서 찾기</source>
        <translation>Look in another folder</translation>
    </message>
    <message>
        <source>닫기</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>어느 백업을 살펴볼까요?</source>
        <translation>Which backup?</translation>
    </message>
    <message>
        <source>고르면 지금 일기와 무엇이 다른지 보여 드려요. 아직 아무것도 바꾸지 않아요.</source>
        <translation>You will see what differs from your diary. Nothing is changed yet.</translation>
    </message>
    <message>
        <source>백업이 어디에 있나요?</source>
        <translation>Where is the backup?</translation>
    </message>
    <message>
        <source>이 폴더에는 이 일기의 백업이 없어요.</source>
        <translation>There is no backup of this diary in that folder.</translation>
    </message>
    <message>
        <source>살펴보기</source>
        <translation>Look at it</translation>
    </message>
    <message>
        <source>온전한지 보고 있어요…</source>
        <translation>Checking…</translation>
    </message>
    <message>
        <source>온전해요</source>
        <translation>Intact</translation>
    </message>
    <message>
        <source>손상됐어요</source>
        <translation>Damaged</translation>
    </message>
    <message>
        <source>녹음 {count}개</source>
        <translation>Recordings: {count}</translation>
    </message>
    <message>
        <source>백업과 지금 일기를 비교해 볼게요</source>
        <translation>Comparing backup and diary</translation>
    </message>
    <message>
        <source>백업을 열어 온전한지 보고, 지금 일기와 비교하고 있어요…</source>
        <translation>Opening the backup, checking it, and comparing it with your diary…</translation>
    </message>
    <message>
        <source>없어진 것이 없어요</source>
        <translation>Nothing is missing</translation>
    </message>
    <message>
        <source>이 백업에 있는 글과 녹음은 지금 일기에도 모두 있어요.</source>
        <translation>All words and recordings of this backup are in your diary.</translation>
    </message>
    <message>
        <source>이런 것이 달라요</source>
        <translation>This is what differs</translation>
    </message>
    <message>
        <source>백업에만 있는 것을 되살릴 수 있어요. 지금 있는 것은 바꾸지 않아요.</source>
        <translation>What is only in the backup can be brought back. What is there stays as it is.</translation>
    </message>
    <message>
        <source>백업에만 있어요</source>
        <translation>Only in the backup</translation>
    </message>
    <message>
        <source>그 밖에 일기 {count}개가 더 있어요.</source>
        <translation>And more entries: {count}</translation>
    </message>
    <message>
        <source>이야기 {count}개</source>
        <translation>Messages: {count}</translation>
    </message>
    <message>
        <source>휴지통으로 돌아와요</source>
        <translation>Comes back to the trash</translation>
    </message>
    <message>
        <source>없어졌거나 손상된 녹음 {count}개를 되찾을 수 있어요.</source>
        <translation>Missing or damaged recordings that can be brought back: {count}</translation>
    </message>
    <message>
        <source>글이 달라진 이야기 {count}개: 지금 글은 그대로 두고, 백업의 글은 ‘고치기 전 글’에 넣어 둬요.</source>
        <translation>Messages whose text differs: {count}. Your text stays; the backup’s is added to “Earlier versions”.</translation>
    </message>
    <message>
        <source>날짜나 마음, 꼬리표가 달라진 일기 {count}개: 지금 것을 그대로 둬요.</source>
        <translation>Entries with another date, feeling or tag: {count}. Yours stay.</translation>
    </message>
    <message>
        <source>지금 일기에만 있는 이야기 {count}개: 그대로 있어요.</source>
        <translation>Messages only in your diary: {count}. They stay.</translation>
    </message>
    <message>
        <source>달라졌어요</source>
        <translation>Changed</translation>
    </message>
    <message>
        <source>완전히 지운 일기예요</source>
        <translation>Deleted for good</translation>
    </message>
    <message>
        <source>백업에는 남아 있지만 저절로 돌아오지는 않아요. 되살리고 싶은 것만 골라 주세요.</source>
        <translation>The backup still has them, but they do not come back by themselves. Choose those you want.</translation>
    </message>
    <message>
        <source>되살리고 있어요</source>
        <translation>Bringing it back</translation>
    </message>
    <message>
        <source>아직 되살리지 않았어요</source>
        <translation>Nothing was brought back yet</translation>
    </message>
    <message>
        <source>백업 없이 되살리기</source>
        <translation>Bring back without a backup</translation>
    </message>
    <message>
        <source>글과 녹음을 하나하나 확인하며 되살려요. 그동안 일기를 써도 괜찮아요.</source>
        <translation>Words and recordings are checked one by one. You can go on writing meanwhile.</translation>
    </message>
    <message>
        <source>되살렸어요</source>
        <translation>It is back</translation>
    </message>
    <message>
        <source>일기 {entries}개, 이야기 {utterances}개, 녹음 {recordings}개가 돌아왔어요.</source>
        <translation>Back: entries {entries}, messages {utterances}, recordings {recordings}.</translation>
    </message>
    <message>
        <source>녹음 {count}개는 백업에서도 읽을 수 없어 글만 되살렸어요.</source>
        <translation>Recordings the backup could not restore either: {count}. Only their text is back.</translation>
    </message>
    <message>
        <source>멈췄어요</source>
        <translation>Stopped</translation>
    </message>
    <message>
        <source>일기는 그대로예요.</source>
        <translation>Your diary is as it was.</translation>
    </message>
</context>
<context>
    <name>ScoreByEmotion</name>
    <message>
        <source>마음마다 내가 준 점수</source>
        <translation>Your score for each feeling</translation>
    </message>
    <message>
        <source>점수를 남긴 일기의 평균이에요. 5점이 가장 높아요.</source>
        <translation>The average of the entries you scored. 5 is the highest.</translation>
    </message>
    <message>
        <source>일기에 점수를 남기면 여기에서 볼 수 있어요.</source>
        <translation>Give an entry a score, and you will see it here.</translation>
    </message>
</context>
<context>
    <name>ScoreRow</name>
    <message>
        <source>많이 힘든 날</source>
        <translation>A very hard day</translation>
    </message>
    <message>
        <source>조금 힘든 날</source>
        <translation>A rather hard day</translation>
    </message>
    <message>
        <source>보통인 날</source>
        <translation>An ordinary day</translation>
    </message>
    <message>
        <source>좋은 날</source>
        <translation>A good day</translation>
    </message>
    <message>
        <source>아주 좋은 날</source>
        <translation>A very good day</translation>
    </message>
    <message>
        <source>{score}점, {word}</source>
        <translation>{score}, {word}</translation>
    </message>
    <message>
        <source>1은 {worst}, 5는 {best}</source>
        <translation>1: {worst} · 5: {best}</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>찾기</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>검색어 지우기</source>
        <translation>Clear the search</translation>
    </message>
    <message>
        <source>초성으로도 찾을 수 있어요 (ㅎㅁㄴ)</source>
        <translation>Initial consonants work too (ㅎㅁㄴ)</translation>
    </message>
    <message>
        <source>일기에서 찾기</source>
        <translation>Search the diary</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>설정</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>설정 목록</source>
        <translation>List of settings</translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message>
        <source>명령줄의 토닥이 마이크로 듣고 있어요. 들은 말은 이 일기장에 저장돼요. 잠그면 멈춰요.</source>
        <translation>A Todak on the command line is listening to the microphone. What it hears is stored in this diary. Locking stops it.</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>메뉴</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>오늘</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>달력</source>
        <translation>Calendar</translation>
    </message>
    <message>
        <source>지난 일기</source>
        <translation>Entries</translation>
    </message>
    <message>
        <source>설정</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>잠그기</source>
        <translation>Lock</translation>
    </message>
    <message>
        <source>토닥</source>
        <translation>Todak</translation>
    </message>
</context>
<context>
    <name>SimilarDays</name>
    <message>
        <source>비슷한 이야기를 한 날</source>
        <translation>Days with a similar story</translation>
    </message>
</context>
<context>
    <name>SmallMonth</name>
    <message numerus="yes">
        <source>이야기를 남긴 날 %n일</source>
        <translation>
            <numerusform>written on %n day</numerusform>
            <numerusform>written on %n days</numerusform>
        </translation>
    </message>
    <message>
        <source>가장 자주 보인 마음: {emotion}</source>
        <translation>most frequent feeling: {emotion}</translation>
    </message>
</context>
<context>
    <name>SoftCard</name>
    <message>
        <source>토닥의 답</source>
        <translation>Todak’s reply</translation>
    </message>
</context>
<context>
    <name>SoundButton</name>
    <message>
        <source>그만 듣기</source>
        <translation>Stop playing</translation>
    </message>
    <message>
        <source>녹음 듣기</source>
        <translation>Play the recording</translation>
    </message>
    <message>
        <source>답을 소리로 듣기</source>
        <translation>Hear the reply</translation>
    </message>
</context>
<context>
    <name>SpeakingDock</name>
    <message>
        <source>오늘 있었던 일을 적어 주세요</source>
        <translation>Write about your day</translation>
    </message>
    <message>
        <source>오늘 있었던 일을 적는 칸</source>
        <translation>Write about your day</translation>
    </message>
    <message>
        <source>보내기 (Enter)</source>
        <translation>Send (Enter)</translation>
    </message>
    <message>
        <source>지금 들리는 말</source>
        <translation>What is being heard</translation>
    </message>
    <message>
        <source>마이크를 켜고 있어요</source>
        <translation>Turning on the microphone</translation>
    </message>
    <message>
        <source>Space를 누르면 말하기 · F8은 누르고 있는 동안 말하기 · Enter로 보내기</source>
        <translation>Space: speak · F8: speak while held · Enter: send</translation>
    </message>
    <message>
        <source>Enter로 보내기 · Shift+Enter로 줄 바꾸기</source>
        <translation>Enter: send · Shift+Enter: new line</translation>
    </message>
    <message>
        <source>듣고 있어요</source>
        <translation>Listening</translation>
    </message>
    <message>
        <source>녹음에 동의하지 않아 글로만 받아요. 설정의 ‘잠금과 보관’에서 바꿀 수 있어요.</source>
        <translation>Recording is off, so Todak only takes text. You can change this in the settings under “Lock and privacy”.</translation>
    </message>
    <message>
        <source>방금 한 말을 적고 있어요</source>
        <translation>Writing down what you just said</translation>
    </message>
    <message>
        <source>저장됨</source>
        <translation>Saved</translation>
    </message>
    <message>
        <source>지금 나는 소리 멈추기</source>
        <translation>Stop the sound</translation>
    </message>
    <message>
        <source>답을 소리 내어 읽어 드려요. 누르면 조용히 할게요.</source>
        <translation>Replies are read aloud. Press to turn that off.</translation>
    </message>
    <message>
        <source>지금은 답을 소리 내어 읽지 않아요. 누르면 다시 읽어 드릴게요.</source>
        <translation>Replies are not read aloud. Press to turn that on.</translation>
    </message>
</context>
<context>
    <name>SpokenText</name>
    <message>
        <source>한 말</source>
        <translation>What you said</translation>
    </message>
    <message>
        <source>다른 곳을 누르거나 Ctrl+Enter를 누르면 저장돼요. 그만두려면 Esc를 누르세요.</source>
        <translation>Click elsewhere or press Ctrl+Enter to save, Esc to cancel.</translation>
    </message>
    <message>
        <source>빈 글로는 바꾸지 않았어요. 원래 말은 그대로 있어요.</source>
        <translation>Empty text was not saved. Your words are as they were.</translation>
    </message>
    <message>
        <source>저장됨</source>
        <translation>Saved</translation>
    </message>
    <message>
        <source>한 말을 고쳤어요.</source>
        <translation>Changed.</translation>
    </message>
    <message>
        <source>고치던 글이 남아 있어요.</source>
        <translation>There is an unfinished edit.</translation>
    </message>
    <message>
        <source>이어서 고치기</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>고치던 글 지우기</source>
        <translation>Discard edit</translation>
    </message>
</context>
<context>
    <name>State</name>
    <message>
        <source>좋아요</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>없어요</source>
        <translation>Missing</translation>
    </message>
</context>
<context>
    <name>Step</name>
    <message>
        <source>다음</source>
        <translation>Next</translation>
    </message>
</context>
<context>
    <name>StepDots</name>
    <message>
        <source>{count}단계 가운데 {now}단계</source>
        <translation>Step {now} of {count}</translation>
    </message>
</context>
<context>
    <name>TagField</name>
    <message>
        <source>꼬리표 더하기</source>
        <translation>Add a tag</translation>
    </message>
    <message>
        <source>꼬리표 {tag} 떼기</source>
        <translation>Remove the tag {tag}</translation>
    </message>
    <message>
        <source>눌러서 떼기</source>
        <translation>Click to remove</translation>
    </message>
</context>
<context>
    <name>Terms</name>
    <message>
        <source>일기는 쓴 사람의 것이에요. 토닥을 만든 사람들은 일기에 아무 권리가 없어요.</source>
        <translation>Your diary belongs to you. The makers of Todak have no rights to it.</translation>
    </message>
    <message>
        <source>일기도, 녹음도, 쓴 흔적도 이 컴퓨터 밖으로 보내지 않아요.</source>
        <translation>No entry, no recording and no trace of use is sent from this computer.</translation>
    </message>
    <message>
        <source>암호와 복구 키를 모두 잃으면 아무도 일기를 되찾아 드릴 수 없어요. 만든 사람들도요.</source>
        <translation>If you lose both the passphrase and the recovery key, nobody can get your diary back, not even the makers.</translation>
    </message>
    <message>
        <source>토닥이 읽은 마음은 프로그램의 짐작이에요. 진단이 아니고, 틀릴 수 있어요.</source>
        <translation>The feelings Todak reads are a program’s guess. They are not a diagnosis and can be wrong.</translation>
    </message>
    <message>
        <source>토닥은 의사나 상담사를 대신하지 못해요. 위험할 때는 109나 119에 바로 전화해 주세요.</source>
        <translation>Todak does not replace a doctor or counselor. If you are in danger, call 109 or 119 (Korea) now.</translation>
    </message>
    <message>
        <source>녹음은 암호화해서 일기와 함께 보관해요. 보관하지 않도록 설정에서 바꿀 수 있어요.</source>
        <translation>Recordings are encrypted and kept with the diary. You can turn this off in the settings.</translation>
    </message>
    <message>
        <source>컴퓨터가 고장 나면 일기도 사라질 수 있어요. 백업은 쓰는 사람이 챙겨야 해요.</source>
        <translation>If the computer breaks, the diary may be lost. Making backups is up to you.</translation>
    </message>
    <message>
        <source>토닥은 Apache-2.0 라이선스로 공개된 프로그램이고, 아무런 보증을 하지 않아요.</source>
        <translation>Todak is published under the Apache-2.0 license and comes without any warranty.</translation>
    </message>
</context>
<context>
    <name>TermsStep</name>
    <message>
        <source>시작하기 전에 약속해요</source>
        <translation>Before you begin</translation>
    </message>
    <message>
        <source>1분이면 읽을 수 있어요.</source>
        <translation>This takes a minute to read.</translation>
    </message>
    <message>
        <source>약관에 동의해요 (필수)</source>
        <translation>I agree to these terms (required)</translation>
    </message>
    <message>
        <source>이 컴퓨터에서 내 목소리를 녹음하는 데 동의해요 (선택)</source>
        <translation>I agree to my voice being recorded on this computer (optional)</translation>
    </message>
    <message>
        <source>녹음에 동의하지 않으면 글로만 적을 수 있어요. 설정에서 언제든 바꿀 수 있어요.</source>
        <translation>If you do not agree to recording, you can only type. You can change this in the settings at any time.</translation>
    </message>
    <message>
        <source>동의하고 계속</source>
        <translation>Agree and continue</translation>
    </message>
</context>
<context>
    <name>ThinkingDots</name>
    <message>
        <source>토닥이 답을 생각하고 있어요</source>
        <translation>Todak is thinking of a reply</translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message>
        <source>오늘 하루, 어땠어요?</source>
        <translation>How was your day?</translation>
    </message>
    <message>
        <source>버튼을 누르고 편하게 말해 주세요. 적어 주셔도 똑같이 들을게요.</source>
        <translation>Press the button and talk as you like. What you type is heard just the same.</translation>
    </message>
    <message>
        <source>하루 정리</source>
        <translation>About the day</translation>
    </message>
    <message>
        <source>하루 점수, 느낀 마음, 함께한 사람, 꼬리표</source>
        <translation>Day score, feelings, people, tags</translation>
    </message>
    <message>
        <source>새 일기</source>
        <translation>New entry</translation>
    </message>
    <message>
        <source>다음 말부터 오늘의 다른 일기로 적어요</source>
        <translation>What you say next begins another entry for today</translation>
    </message>
    <message>
        <source>오늘</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>다음 말부터 새 일기에 적을게요.</source>
        <translation>What you say next goes into a new entry.</translation>
    </message>
</context>
<context>
    <name>TrashDelegate</name>
    <message>
        <source>되돌리기</source>
        <translation>Restore</translation>
    </message>
</context>
<context>
    <name>UnheardWords</name>
    <message>
        <source>알아듣지 못했어요. 녹음은 남아 있어요.</source>
        <translation>Todak could not make this out. The recording is kept.</translation>
    </message>
    <message>
        <source>알아듣지 못했어요.</source>
        <translation>Todak could not make this out.</translation>
    </message>
    <message>
        <source>무슨 말이었는지 적기</source>
        <translation>Write what you said</translation>
    </message>
</context>
<context>
    <name>UsualEmotion</name>
    <message>
        <source>여러 마음이 고루 다녀간 것 같아요.</source>
        <translation>No one feeling seems to have stood out.</translation>
    </message>
    <message>
        <source>가장 자주 보인 마음은 {emotion}인 것 같아요.</source>
        <translation>The most frequent feeling seems to be “{emotion}”.</translation>
    </message>
</context>
<context>
    <name>UtteranceBubble</name>
    <message>
        <source>한 말 고치기</source>
        <translation>Edit what you said</translation>
    </message>
    <message>
        <source>되찾은 녹음</source>
        <translation>Recovered recording</translation>
    </message>
    <message>
        <source>갑자기 꺼졌을 때 남아 있던 녹음에서 되찾았어요.</source>
        <translation>Recovered from a recording that was left when Todak stopped suddenly.</translation>
    </message>
    <message>
        <source>토닥의 짐작으로 되돌렸어요.</source>
        <translation>Back to Todak’s guess.</translation>
    </message>
    <message>
        <source>마음을 바로잡았어요: {emotion}</source>
        <translation>Feeling corrected: {emotion}</translation>
    </message>
</context>
<context>
    <name>WeekCard</name>
    <message>
        <source>지난주 이야기 접기</source>
        <translation>Hide last week</translation>
    </message>
    <message>
        <source>지난주 · {first}부터 {last}까지</source>
        <translation>Last week · {first} to {last}</translation>
    </message>
    <message numerus="yes">
        <source>이야기를 남긴 날은 %n일이에요.</source>
        <translation>
            <numerusform>You wrote on %n day.</numerusform>
            <numerusform>You wrote on %n days.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{emotion} %n일</source>
        <translation>
            <numerusform>{emotion} on %n day</numerusform>
            <numerusform>{emotion} on %n days</numerusform>
        </translation>
    </message>
    <message>
        <source>제가 짐작하기로 가장 많았던 마음은 {feelings}이에요.</source>
        <translation>My guess at the most frequent feelings: {feelings}.</translation>
    </message>
    <message>
        <source>스스로 매긴 점수는 평균 {score}점이고, 그 전주에는 {before}점이었어요.</source>
        <translation>Your own scores averaged {score}, and {before} the week before.</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>뒤로</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>WorkBar</name>
    <message>
        <source>멈추기</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>멈추고 있어요…</source>
        <translation>Stopping…</translation>
    </message>
</context>
<context>
    <name>WorkRow</name>
    <message>
        <source>멈췄어요. 일기는 그대로예요.</source>
        <translation>Stopped. Your diary is as it was.</translation>
    </message>
</context>
<context>
    <name>YearChart</name>
    <message>
        <source>{year}년의 마음 그래프</source>
        <translation>Chart of feelings, {year}</translation>
    </message>
    <message numerus="yes">
        <source>이야기를 남긴 날 %n일</source>
        <translation>
            <numerusform>written on %n day</numerusform>
            <numerusform>written on %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>YearView</name>
    <message>
        <source>달마다의 마음</source>
        <translation>Feelings month by month</translation>
    </message>
    <message>
        <source>{year}년에는 이야기를 남긴 날이 없어요.</source>
        <translation>Nothing was written in {year}.</translation>
    </message>
    <message>
        <source>{year}년에는 아직 이야기를 남긴 날이 없어요.</source>
        <translation>Nothing written in {year} yet.</translation>
    </message>
    <message numerus="yes">
        <source>{year}년에 이야기를 남긴 날은 %n일이에요.</source>
        <translation>
            <numerusform>You wrote on %n day in {year}.</numerusform>
            <numerusform>You wrote on %n days in {year}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Abroad</name>
    <message>
        <source>한국이 아니라면, 미국과 캐나다는 988, 급할 때는 112나 911이에요. 다른 나라의 번호는 findahelpline.com에 있어요.</source>
        <translation>Outside Korea: call 988 in the US and Canada; in an emergency, 112 or 911. Numbers for other countries are at findahelpline.com.</translation>
    </message>
</context>
<context>
    <name>_Lines</name>
    <message>
        <source>{number}에 전화 걸기</source>
        <translation>Call {number}</translation>
    </message>
    <message>
        <source>{number} 번호를 복사했어요.</source>
        <translation>Copied {number}.</translation>
    </message>
    <message>
        <source>전화 프로그램에 {number}번을 넘겼어요. 전화가 걸리지 않으면 휴대전화로 걸어 주세요.</source>
        <translation>{number} was passed to your phone app. If no call starts, please dial it on a phone.</translation>
    </message>
    <message>
        <source>이 컴퓨터에는 전화를 걸 프로그램이 없어요. 휴대전화로 {number}에 걸어 주세요.</source>
        <translation>This computer has no program that makes calls. Please call {number} from a phone.</translation>
    </message>
</context>
</TS>
