"""Words that adverts and CVs are made of: headings, skills by job field, and what marks an employer."""

from __future__ import annotations

from typing import Literal

Part = Literal["tasks", "requirements", "wishes", "skills", "work", "projects", "education", "company", "other"]


def _words(text: str) -> tuple[str, ...]:
    """Return the words between the bars, in order."""
    return tuple(word for part in text.split("|") if (word := " ".join(part.split())))


HEADINGS: dict[Part, tuple[str, ...]] = {
    "tasks": _words("""
        담당업무 | 주요업무 | 업무내용 | 직무내용 | 하는일 | 합류하면함께할업무 | 이런일을합니다 | 업무소개 |
        responsibilities | keyresponsibilities | yourresponsibilities | whatyoulldo | whatyouwilldo | duties |
        keyduties | therole | aboutthejob | abouttherole | yourtasks | jobdescription | yourrole
    """),
    "requirements": _words("""
        자격요건 | 지원자격 | 필수요건 | 필수사항 | 필요역량 | 이런분을찾습니다 | 이런분을찾아요 | 요구사항 |
        requirements | qualifications | minimumqualifications | basicqualifications | musthave | whatyouneed |
        whatyoubring | youllneed | youwillneed | youhave | youllhave | skillsandexperience | experienceandskills |
        skillsandqualifications | personspecification | theidealcandidate |
        yourprofile | whoyouare | aboutyou | requiredskills | whatwerelookingfor | essential
    """),
    "wishes": _words("""
        우대사항 | 우대요건 | 우대조건 | 이런분이면더좋아요 | 이런분이면더좋습니다 | preferredqualifications |
        preferred | nicetohave | desirable | bonus | bonuspoints | pluses
    """),
    "skills": _words("""
        기술스택 | 보유기술 | 기술 | 사용기술 | 역량 | 핵심역량 | 자격증 | 자격증및어학 | 어학 | 외국어 |
        skills | technicalskills | keyskills | techstack | technologies | tools | certifications | languages |
        licences | licenses
    """),
    "work": _words("""
        경력 | 경력사항 | 직장경력 | 근무경력 | 업무경력 | 경험 | 경력및경험 | experience | workexperience |
        professionalexperience | employment | employmenthistory | workhistory | careerhistory
    """),
    "projects": _words("""
        프로젝트 | 주요프로젝트 | 프로젝트경험 | 수행과제 | 대외활동 | 활동 | 연구 | 연구경험 | projects |
        selectedprojects | keyprojects | activities | research | volunteering
    """),
    "education": _words("""
        학력 | 학력사항 | 교육 | 교육사항 | education | training | academicbackground
    """),
    "company": _words("""
        회사소개 | 기업소개 | 팀소개 | 회사명 | 기업명 | aboutus | thecompany | aboutthecompany | whoweare
    """),
    "other": _words("""
        근무조건 | 근무지 | 복지 | 복리후생 | 혜택및복지 | 전형절차 | 채용절차 | 접수방법 | 접수기간 |
        기타사항 | 유의사항 | 제출서류 | 급여 | 수상 | 수상경력 | 병역 | 인적사항 | 연락처 | 자기소개 |
        자기소개서 | benefits | perks | whatweoffer | weoffer | howtoapply | location | salary | compensation |
        references | interests | awards | contact | personaldetails | summary | profile | objective |
        equalopportunity
    """),
}
"""Headings without blanks and signs, in small letters, as `questions.facts.bare` makes them."""

ADVERT: tuple[Part, ...] = ("tasks", "requirements", "wishes")
"""Parts that only an advert has."""

SKILLS: dict[str, tuple[str, ...]] = {
    "software": _words("""
        Python | Java | JavaScript | TypeScript | Kotlin | Swift | Go | Rust | C++ | C# | PHP | Ruby | React |
        Vue | Angular | Next.js | Node.js | Spring | Spring Boot | Django | FastAPI | Flask | JPA | Docker |
        Kubernetes | AWS | GCP | Azure | Linux | Git | CI/CD | Terraform | Redis | Kafka | RabbitMQ | MySQL |
        PostgreSQL | MongoDB | Oracle | GraphQL | REST API | MSA | microservices | Android | iOS | Flutter |
        Unity | HTML | CSS | Jenkins | GitHub Actions | Elasticsearch | 코드 리뷰 | code review | 단위 테스트 |
        unit testing | 알고리즘 | 자료구조 | 운영체제 | 임베디드 | embedded | RTOS | 펌웨어 | firmware
    """),
    "data": _words("""
        SQL | Pandas | NumPy | Spark | Airflow | Hadoop | Tableau | Power BI | Looker | BigQuery | Snowflake |
        dbt | PyTorch | TensorFlow | scikit-learn | SAS | SPSS | 머신러닝 | machine learning | 딥러닝 |
        deep learning | 통계 분석 | statistics | A/B 테스트 | A/B testing | 데이터 시각화 |
        data visualisation | data visualization | 데이터 파이프라인 | data pipelines | ETL | 자연어 처리 |
        NLP | LLM
    """),
    "sales": _words("""
        B2B 영업 | B2B sales | B2C | 해외 영업 | CRM | Salesforce | HubSpot | 제안서 작성 | 견적 | 입찰 |
        tender | 거래처 관리 | account management | 신규 고객 발굴 | lead generation | cold calling | 협상 |
        negotiation | 채권 관리 | 수출입 | 무역 | Incoterms
    """),
    "marketing": _words("""
        퍼포먼스 마케팅 | performance marketing | 콘텐츠 마케팅 | content marketing | 브랜딩 | branding | SEO |
        SEM | Google Analytics | GA4 | Google Ads | Meta Ads | SNS 운영 | social media | 카피라이팅 |
        copywriting | 시장 조사 | market research | Photoshop | Illustrator | Figma | Premiere Pro |
        이메일 마케팅 | email marketing | 인플루언서
    """),
    "finance": _words("""
        재무제표 | financial statements | 결산 | month-end close | 세무 | tax | 원가 | cost accounting | IFRS |
        GAAP | K-IFRS | 재무 모델링 | financial modelling | financial modeling | 감사 | audit | 여신 | 외환 |
        리스크 관리 | risk management | 더존 | SAP | ERP | Excel | VBA | CPA | CFA | ACCA | 전산회계 | 펀드 |
        AML
    """),
    "production": _words("""
        생산 관리 | production planning | 품질 관리 | quality control | 공정 개선 | process improvement |
        6시그마 | Six Sigma | Lean | FMEA | SPC | PLC | CAD | AutoCAD | SolidWorks | CATIA | 사출 | 용접 |
        welding | 설비 보전 | maintenance | ISO 9001 | IATF 16949 | HACCP | GMP | 안전 관리 | 반도체 | MES |
        5S | 물류
    """),
    "public_service": _words("""
        민원 응대 | NCS | 예산 편성 | 행정 | 공문서 작성 | 법령 검토 | policy analysis | 정책 분석 | 조달 |
        procurement | 감사 대응 | 지방자치 | public consultation | grant management | 보조금
    """),
    "nursing": _words("""
        간호사 면허 | registered nurse | ICU | 중환자실 | 응급실 | emergency department | 수술실 | 투약 | BLS |
        ACLS | KALS | EMR | 감염 관리 | infection control | 환자 교육 | patient education | 욕창 | wound care |
        triage | 신생아 | 투석 | dialysis
    """),
    "research": _words("""
        HPLC | PCR | GC-MS | LC-MS | NMR | SEM 분석 | XRD | 세포 배양 | cell culture | 유기 합성 |
        organic synthesis | 논문 작성 | 특허 | patents | 실험 설계 | design of experiments | MATLAB | LabVIEW |
        COMSOL | ANSYS | 전기화학 | electrochemistry | ELISA | western blot | GLP
    """),
    "customer_service": _words("""
        고객 상담 | 고객 응대 | customer support | VOC | 콜센터 | call centre | call center | Zendesk |
        클레임 처리 | complaint handling | CS 관리 | live chat | 호텔 | 리셉션 | front desk
    """),
    "any": _words("""
        TOEIC | OPIc | 영어 회화 | 일본어 | 중국어 | 프로젝트 관리 | project management | PMP | Agile | Scrum |
        Jira | PowerPoint | 프레젠테이션 | public speaking | 운전면허 | MS Office
    """),
}
"""Skills by the job field that they point to, as people write them."""

CERTIFICATES = _words(
    "TOEIC | OPIc | 간호사 면허 | registered nurse | CPA | CFA | ACCA | PMP | BLS | ACLS | KALS | 운전면허 | 전산회계"
)
"""Skills that one has or has not: nobody is asked which problem they solved with a licence."""

COMPANY_MARK = (
    r"㈜|\(주\)|주식회사|유한회사|재단|공사\b|공단\b|은행\b|병원\b|전자\b|연구소|연구원\b|대학교병원|그룹\b|"
    r"\b(?:Inc|Ltd|LLC|Corp|Corporation|GmbH|AG|PLC|Co|Company|Group|Bank|Hospital|Holdings|Labs?|Institute|Council|"
    r"Technologies|Solutions|Systems|Foundation|Trust)\b"
)
"""What an employer's name often holds."""
