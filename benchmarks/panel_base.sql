-- A large base for ``python -m benchmarks.panel``; statements stand apart by an empty line.
-- What happens by chance is a hash of the number, so that every run makes the same rows.

-- Of a million rows each, nobody looks up what they refer to.
set local session_replication_role = replica

create function chance(bigint, int) returns int language sql immutable
return ((hashint8extended($1, $2) & 1073741823) % 1000)::int

-- People

insert into people (id, name, roles, met_at) overriding system value
select n, 'Имя ' || n, case when n <= 1200 then array['methodist'] else array[]::text[] end,
    cast(:now as timestamptz) - interval '400 days'
from (select generate_series(1001, 1200) n union all select generate_series(10001, 30000)) numbers

insert into methodists (person_id, subjects, on_duty)
select id, array[(cast(:subjects as text[]))[1 + (id - 1001) % cast(:subject_count as int)]], id % 3 > 0
from people where id between 1001 and 1200

-- Nine of ten teachers have told where they work: sixty places

insert into profiles (person_id, subjects, levels, municipality)
select id, array[]::text[], array[]::text[],
    case when id % 10 > 0 then 'Район ' || chance(id, 7) % 60 end
from people where id > 10000

select setval(pg_get_serial_sequence('people', 'id'), 30000)

-- Cases: the shipped ones multiplied; every third was written anew once, every fortieth is a draft

create temp table seeds as
select row_number() over (order by case_id) - 1 as place, count(*) over () as total, *
from case_versions where number = 1 and kind = 'кейс'

insert into cases (id, state, current_id)
select 'bench-' || n, case when n % 40 = 0 then 'draft' else 'published' end, null
from generate_series(1, cast(:cases as int)) n

insert into case_versions (case_id, number, created_at, created_by, planted, title, subject, level,
    topics, problem, solution, materials, questions, kind, audience, direction, basis, source,
    author, review_by)
select 'bench-' || n, version, cast(:now as timestamptz) - interval '300 days' / version, null,
    false, title || ' ' || n, subject, level, topics, problem, solution, materials,
    array(select said || ' ' || n from unnest(questions) said), kind, audience, direction, basis, source, author,
    (cast(:now as timestamptz) + (n % 700 - 100) * interval '1 day')::date
from generate_series(1, cast(:cases as int)) n join seeds on place = n % total
join generate_series(1, 2) version on version = 1 or n % 3 = 0

update cases set current_id = (select max(id) from case_versions v where v.case_id = cases.id)
where state = 'published' and current_id is null

insert into version_vectors (version_id, fingerprint, parts, data)
select cases.current_id, :fingerprint, array['whole'], data
from pool join cases on cases.id = 'bench-' || place where cases.current_id is not null

insert into case_tests (case_id, text, added_at, added_by)
select 'bench-' || n, questions[1 + n % cardinality(questions)], cast(:now as timestamptz), null
from generate_series(1, cast(:cases as int)) n join seeds on place = n % total, generate_series(1, 2)

insert into case_proposals (case_id, version_id, state, sent_at, sent_by, note)
select case_id, id, 'waiting', cast(:now as timestamptz) - interval '3 days', cast(:person as bigint), ''
from case_versions where number = 1 and case_id like 'bench-%40'

create temp table shelf as
select row_number() over (order by id) - 1 as place, id as case_id, current_id as version_id
from cases where state = 'published' and id like 'bench-%'

create temp table sayings as
select row_number() over () - 1 as place, said, subject, level
from (select distinct unnest(questions) as said, subject, level from seeds order by 1) spoken

-- Questions: a year, by day and at work; three of ten go to people

create temp table chances as
select n, said, subject, level,
    10001 + abs(hashint8extended(n, 2)) % 20000 as asker_id,
    1000 + array_position(cast(:subjects as text[]), subject)
        + cast(:subject_count as int) * (abs(hashint8extended(n, 3)) % (200 / cast(:subject_count as int))) as methodist_id,
    date_trunc('day', cast(:now as timestamptz) - interval '1 day'
        - interval '1 year' * (cast(:questions as int) - n) / cast(:questions as int))
        + interval '5 hours' + interval '14 hours' * (n % 2740) / 2740 as asked_at,
    case when chance(n, 4) < 430 then 'answer' when chance(n, 4) < 770 then 'offer' else 'route' end
        as decision,
    chance(n, 4) between 800 and 839 as is_small_talk,
    chance(n, 5) as word,
    interval '1 minute' * (20 + chance(n, 6) * 2) as until_answer,
    interval '1 minute' * (60 + chance(n, 7) * 9) as until_closed,
    chance(n, 8) as later
from generate_series(1, cast(:questions as int)) n
join sayings on place = abs(hashint8extended(n, 9)) % (select count(*) from sayings)

create temp table plan as
select *, to_people and (asked_at > cast(:now as timestamptz) - interval '12 hours'
    or (asked_at > cast(:now as timestamptz) - interval '14 days' and later < 10)) as is_open
from (select *, not is_small_talk and (decision = 'route' or word between 350 and 449) as to_people
    from chances) decided
order by n

analyze plan

insert into questions (id, asker_id, state, origin, asked_at, subject, level, why, finding,
    methodist_id, assigned_at, taken_at, answer_by, answered_at, closed_at, helped)
overriding system value
select n, asker_id,
    case when is_small_talk then 'closed'
        when is_open then (array['queued', 'assigned', 'taken', 'clarifying'])[1 + n % 4]
        when to_people then case when later < 600 then 'closed' else 'answered' end
        when word < 350 then 'closed' else 'offered' end,
    'bench\:' || n, asked_at, subject, level, 'text',
    jsonb_build_object('decision', decision, 'understood', said, 'reply',
        case when is_small_talk then jsonb_build_object('title', 'Спасибо') end, 'matches', jsonb_build_array(
        jsonb_build_object('case_id', 'bench-1', 'version_id', 1, 'title', 'Опыт', 'score', 0.5,
            'signals', '{"whole": 0.86, "near": 0.88, "words": 0.3, "total": 70.1}'::jsonb),
        jsonb_build_object('case_id', 'bench-2', 'version_id', 2, 'title', 'Проект', 'score', 0.2,
            'signals', '{"whole": 0.85, "near": 0.81, "words": 0.2, "total": 60.1}'::jsonb))),
    case when to_people and not (is_open and n % 4 = 0) then methodist_id end,
    case when to_people and not (is_open and n % 4 = 0) then asked_at end,
    case when to_people and (not is_open or n % 4 = 2) then asked_at + interval '9 minutes' end,
    case when to_people then asked_at + interval '8 hours' end,
    case when to_people and not is_open then asked_at + until_answer end,
    case when is_small_talk then asked_at
        when to_people and not is_open and later < 600 then asked_at + until_answer + until_closed
        when not to_people and word < 350 then asked_at + until_closed / 9 end,
    case when is_small_talk then null when not to_people and word < 350 then true
        when to_people and not is_open and later < 450 then true
        when to_people and later between 540 and 599 then false end
from plan

select setval(pg_get_serial_sequence('questions', 'id'), cast(:questions as int))

insert into deliveries (id, recipient_id, question_id, kind, payload, urgency, posted_at, due_at,
    state, attempts, settled_at)
overriding system value
select n, asker_id, n, 'AnswerReady', jsonb_build_object('question_id', n), 1,
    asked_at + until_answer, asked_at + until_answer,
    case when later between 990 and 995 then 'cancelled' else 'sent' end, 1, asked_at + until_answer
from plan where to_people and not is_open

insert into deliveries (id, recipient_id, question_id, kind, payload, urgency, posted_at, due_at,
    state, attempts, settled_at)
overriding system value
select cast(:questions as int) + n, methodist_id, n, 'QuestionAssigned', jsonb_build_object('question_id', n), 1, asked_at,
    asked_at, 'sent', 1, asked_at
from plan where to_people

select setval(pg_get_serial_sequence('deliveries', 'id'), 2 * cast(:questions as int))

insert into entries (question_id, kind, author_id, at, origin, parts, detail, delivery_id)
select n, kind, author_id, at, 'bench\:' || coalesce(place, '') || n,
    case when words is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object(
        'ref', 'bench\:' || n, 'text', words, 'attachments', '[]'::jsonb)) end,
    detail, delivery_id
from plan cross join lateral (values
    (true, 'question', asker_id, asked_at, null, said, null, null),
    (is_small_talk, 'replied', null, asked_at, null, null, 'Спасибо', null),
    (decision <> 'route' and word % 4 > 0, 'case_opened', asker_id,
        asked_at + interval '1 minute', null, null, '1', null),
    (decision <> 'route' and to_people, 'not_helped', asker_id, asked_at + interval '5 minutes',
        null, null, null, null),
    (to_people and not (is_open and n % 4 = 0), 'assigned', null, asked_at, null, null,
        methodist_id::text, null),
    (to_people and (not is_open or n % 4 = 2), 'taken', methodist_id,
        asked_at + interval '9 minutes', null, null, null, null),
    (to_people and not is_open, 'answer', methodist_id, asked_at + until_answer,
        case when word % 5 = 0 then 'x\:case-' end,
        'Начните с короткого примера из жизни класса, потом вернитесь к правилу. ' || said, null,
        n),
    (to_people and not is_open and later between 540 and 599, 'reopened', asker_id,
        asked_at + until_answer + interval '1 hour', null, null, null, null),
    (not to_people and word < 350 or to_people and not is_open and later < 450, 'helped', asker_id,
        asked_at + until_answer + until_closed, null, null, null, null),
    (to_people and not is_open and later < 600, 'closed', asker_id,
        asked_at + until_answer + until_closed, null, null, null, null)
) happened(has_happened, kind, author_id, at, place, words, detail, delivery_id)
where has_happened
order by n

insert into shown_cases (question_id, version_id, position, score, shown_at, opened_at)
select n, min(version_id), min(position), 0.5, min(asked_at),
    min(case when position = 1 and (decision = 'answer' or word % 4 > 0) then asked_at end)
from plan cross join generate_series(1, 3) position
cross join (select count(*) as total from shelf) counted
join shelf on place = (abs(hashint8extended(n * 3 + position, 10)) % total)
    * (abs(hashint8extended(n * 3 + position, 11)) % total) / total
where not is_small_talk and (decision = 'offer' or decision = 'answer' and position = 1)
group by n, version_id
order by n

-- Gaps: those that a case has not answered; half of the gaps are small

create temp table lacking as
select n, subject, dense_rank() over (order by subject,
    least(abs(hashint8extended(n, 13)) % 400, abs(hashint8extended(n, 14)) % 400)) as gap_id
from plan where to_people and not (word % 5 = 0 and not is_open)

insert into gaps (id, subject, fingerprint, centre, typical_id, is_stale, note, questions, askers,
    last_at, asked_much, expires_at)
overriding system value
select gap_id, min(subject), :fingerprint, min(data), min(n), false, '', 0, 0, null, 0,
    cast(:now as timestamptz)
from lacking join pool on place = gap_id % (select count(*) from pool)
group by gap_id

select setval(pg_get_serial_sequence('gaps', 'id'), (select max(id) from gaps))

insert into question_vectors (question_id, fingerprint, data)
select n, :fingerprint, data
from lacking join pool on place = gap_id % (select count(*) from pool)
order by n

insert into gap_questions (question_id, gap_id)
select n, gap_id from lacking order by n

-- Twins and recalls

insert into case_pairs (first_version_id, second_version_id, likeness, closeness, found_at, note)
select a.version_id, b.version_id, 'close', 0.7, cast(:now as timestamptz), ''
from shelf a join shelf b on b.place = a.place + 1 where a.place % 12 = 0

insert into recalls (version_id, reason, recalled_at, recalled_by)
select version_id, 'Приказ утратил силу.', cast(:now as timestamptz) - place * interval '3 days',
    cast(:person as bigint)
from shelf where place < 30

insert into corrections (recall_id, number, text, written_at, written_by)
select id, 1, 'Приказ утратил силу, смотрите новый.', recalled_at, cast(:person as bigint) from recalls
where id % 2 = 0

-- The log

insert into audit_entries (at, person_id, deed, matter, matter_id, detail)
select cast(:now as timestamptz) - n * interval '1 minute', cast(:person as bigint), 'entered', 'session', n::text,
    '{}'
from generate_series(1, 200000) n
