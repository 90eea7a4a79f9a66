// SPDX-License-Identifier: Apache-2.0
// The jobs of the bench in DuckDB, through npm's @duckdb/node-api, tuned as well as we know how: typed columns instead of sniffing, TIMESTAMPTZ
// (TIMESTAMP drops an offset without a word), whole seconds as INTEGER, no insertion order, one quantile list, small keys.
//
//	node peer-duckdb.mjs FOLDER JOB THREADS DATA [OUT [CALENDAR [DATABASE]]]
//
// FOLDER holds node_modules; DATA is what bench-generate wrote.  Prints {"wall_us", "cpu_us"} of the query alone: neither the start of node nor
// that of DuckDB counts.  With OUT, what was found is written there afterwards as the canonical lines that bench-reference prints.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [, , folder, job, threads, data, out, calendar, database] = process.argv;
if (!data) {
	console.error('usage: node peer-duckdb.mjs FOLDER JOB THREADS DATA [OUT [CALENDAR [DATABASE]]]');
	process.exit(2);
}
const { DuckDBInstance } = createRequire(resolve(folder) + '/')('@duckdb/node-api');
const text = (s) => `'${s.replaceAll("'", "''")}'`;

// --- reading ---

const ticketColumns = {
	id: 'BIGINT', assignee: 'VARCHAR', channel: 'VARCHAR', priority: 'VARCHAR', requester: 'VARCHAR', summary: 'VARCHAR',
	created: 'TIMESTAMPTZ', first_reply: 'TIMESTAMPTZ', solved: 'TIMESTAMPTZ', reopens: 'INTEGER', replies: 'INTEGER',
};
const responseColumns = {
	id: 'BIGINT', ticket: 'BIGINT', subject: 'VARCHAR', survey: 'VARCHAR', kind: 'VARCHAR', answered: 'TIMESTAMPTZ',
	value: 'INTEGER', lowest: 'INTEGER', highest: 'INTEGER', comment: 'VARCHAR',
};
const struct = (columns) => '{' + Object.entries(columns).map(([name, type]) => `${text(name)}: ${text(type)}`).join(', ') + '}';
const csv = (name, columns) => `read_csv(${text(join(data, name + '.csv'))}, auto_detect=false, header=true, delim=',', quote='"', escape='"', columns=${struct(columns)})`;
// Only the keys that are asked for: what is not named is not built.
const json = (name, columns, wanted) => {
	const some = Object.fromEntries(Object.entries(columns).filter(([key]) => wanted.includes(key)));
	return `read_json(${text(join(data, name + '.jsonl'))}, format='newline_delimited', columns=${struct(some)})`;
};
const wantedOfTickets = ['assignee', 'created', 'first_reply', 'solved', 'reopens', 'replies'];
const wantedOfResponses = ['subject', 'kind', 'answered', 'value'];
const readers = {
	csv: { tickets: csv('tickets', ticketColumns), responses: csv('responses', responseColumns) },
	json: { tickets: json('tickets', ticketColumns, wantedOfTickets), responses: json('responses', responseColumns, wantedOfResponses) },
};

// --- time: Asia/Bangkok is +07:00 throughout, so that months need no time zone library, which would be many times slower ---

const second = (column) => `(epoch_us(${column}) // 1000000 + 25200)`; // of local time
const month = (column) => `datediff('month', TIMESTAMP '2000-01-01', make_timestamp(epoch_us(${column}) + 25200000000))::INTEGER`;
const elapsed = (from, to) => `(epoch_us(${to}) // 1000000 - epoch_us(${from}) // 1000000)::INTEGER`;

const firstDay = Date.UTC(2010, 0, 1) / 86400000;

// Per day: the working seconds before it, and the two stretches inside it.
function dayTable() {
	const document = JSON.parse(readFileSync(calendar, 'utf8'));
	const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
	const clock = (hhmm) => Number(hhmm.slice(0, 2)) * 3600 + Number(hhmm.slice(3)) * 60;
	const last = Date.UTC(2030, 0, 1) / 86400000;
	const rows = [];
	let before = 0;
	for (let day = firstDay; day < last; day++) {
		const date = new Date(day * 86400000), iso = date.toISOString().slice(0, 10);
		const spans = document.special?.[iso] ?? (document.holidays?.[iso] !== undefined ? [] : document.week[names[date.getUTCDay()]] ?? []);
		const [a, b] = [0, 1].map((i) => (spans[i] === undefined ? [0, 0] : spans[i].split('-').map(clock)));
		if (spans.length > 2)
			throw new Error('more than two stretches a day');
		rows.push([day, before, a[0], a[1] - a[0], b[0], b[1] - b[0]]);
		before += a[1] - a[0] + b[1] - b[0];
	}
	return rows;
}

const worked = (day, column) => `(${day}.before + least(greatest(${second(column)} % 86400 - ${day}.a, 0), ${day}.na)
	+ least(greatest(${second(column)} % 86400 - ${day}.b, 0), ${day}.nb))`;

// The same from two lists instead of joins, where all working days have the same hours: less natural, and somewhat faster.
let hours;
const listed = (column) => {
	const day = `(${second(column)} // 86400 - ${firstDay - 1})::INTEGER`, time = `${second(column)} % 86400`;
	return `(list_extract(getvariable('before'), ${day}) + CASE WHEN list_extract(getvariable('open'), ${day}) THEN
		least(greatest(${time} - ${hours[0]}, 0), ${hours[1]}) + least(greatest(${time} - ${hours[2]}, 0), ${hours[3]}) ELSE 0 END)`;
};

// Each ticket with what counts of it: m1/t1 month and time of the reply, m2/t2 of the solution.
function counted(source, working) {
	if (working === 'listed')
		return `SELECT assignee, ${month('first_reply')} m1, (${listed('first_reply')} - ${listed('created')})::INTEGER t1, ${month('solved')} m2,
			(${listed('solved')} - ${listed('created')})::INTEGER t2, reopens > 0 reopened, replies = 1 touched FROM ${source}`;
	if (!working)
		return `SELECT assignee, ${month('first_reply')} m1, ${elapsed('created', 'first_reply')} t1, ${month('solved')} m2,
			${elapsed('created', 'solved')} t2, reopens > 0 reopened, replies = 1 touched FROM ${source}`;
	return `SELECT assignee, ${month('first_reply')} m1, (${worked('d1', 'first_reply')} - ${worked('d0', 'created')})::INTEGER t1,
		${month('solved')} m2, (${worked('d2', 'solved')} - ${worked('d0', 'created')})::INTEGER t2, reopens > 0 reopened, replies = 1 touched
		FROM (FROM ${source}) t JOIN days d0 ON d0.day = (${second('created')} // 86400)::INTEGER
		LEFT JOIN days d1 ON d1.day = (${second('first_reply')} // 86400)::INTEGER
		LEFT JOIN days d2 ON d2.day = (${second('solved')} // 86400)::INTEGER`;
}

const replied = 'count(t1) n1, sum(t1) s1, quantile_cont(t1, [0.5, 0.9]) q1, quantile_disc(t1, 0.9) d1';
const solved = 'count(t2) n2, sum(t2) s2, quantile_cont(t2, 0.9) q2, count(*) FILTER (reopened) r2, count(*) FILTER (touched) o2';
const answers = `count(*) FILTER (kind = 'csat') n3, count(*) FILTER (kind = 'csat' AND value >= 4) y3, count(*) FILTER (kind = 'nps') n4,
	count(*) FILTER (kind = 'nps' AND value >= 9) p4, count(*) FILTER (kind = 'nps' AND value <= 6) c4`;
const responsesQuery = (source) => `SELECT subject person, ${month('answered')} m, ${answers} FROM ${source} GROUP BY ALL`;

// Read once and kept between the two groupings: the fastest.  `thrifty`: each ticket twice through one grouping: 20 % slower, half the memory.
const measures = (source, working) => `WITH t AS MATERIALIZED (${counted(source.tickets, working)}),
	a AS (SELECT assignee person, m1 m, ${replied} FROM t WHERE m1 IS NOT NULL GROUP BY ALL),
	b AS (SELECT assignee person, m2 m, ${solved} FROM t WHERE m2 IS NOT NULL GROUP BY ALL),
	c AS (${responsesQuery(source.responses)})
	SELECT * FROM a FULL JOIN b USING (person, m) FULL JOIN c USING (person, m)`;
const thrifty = (source, working) => `WITH t AS (${counted(source.tickets, working)}),
	u AS (SELECT assignee person, unnest([m1, m2]) m, unnest([t1, NULL]) t1, unnest([NULL, t2]) t2, unnest([NULL, reopened AND m2 IS NOT NULL]) reopened,
		unnest([NULL, touched AND m2 IS NOT NULL]) touched FROM t),
	b AS (SELECT person, m, ${replied}, ${solved} FROM u WHERE m IS NOT NULL GROUP BY ALL),
	c AS (${responsesQuery(source.responses)})
	SELECT * FROM b FULL JOIN c USING (person, m)`;

// --- a whole year from its own table, scored and paid as the contracts say, in whole numbers ---

const within = (column) => `${column} >= TIMESTAMPTZ '2025-01-01 00:00:00+07' AND ${column} < TIMESTAMPTZ '2026-01-01 00:00:00+07'`;
// A score on three points, as numerator over denominator in hundredths of the value's own unit.
const evaluation = `WITH
	a AS (SELECT assignee person, count(*) n1, quantile_cont(t, 0.9) q1 FROM (SELECT assignee, ${elapsed('created', 'first_reply')} t FROM tickets
		WHERE ${within('first_reply')}) GROUP BY ALL),
	b AS (SELECT assignee person, count(*) n2, sum(t) s2, count(*) FILTER (reopens > 0) r2 FROM (SELECT assignee, reopens,
		${elapsed('created', 'solved')} t FROM tickets WHERE ${within('solved')}) GROUP BY ALL),
	c AS (SELECT subject person, ${answers} FROM responses WHERE ${within('answered')} GROUP BY ALL),
	v AS (SELECT person, n1, n2, n3, n4, q1, s2, r2, y3, p4, c4,
		round(q1 * 10)::HUGEINT v1, CASE WHEN n1 > 0 THEN 10 END::HUGEINT e1, s2::HUGEINT v2, n2::HUGEINT e2, r2::HUGEINT * 100 v3, n2::HUGEINT e3, y3::HUGEINT * 100 v4,
		n3::HUGEINT e4, (p4 - c4)::HUGEINT * 100 v5, n4::HUGEINT e5
		FROM a FULL JOIN b USING (person) FULL JOIN c USING (person)),
	s AS (SELECT *, ${score(1, [86400, 0], [36000, 100], [21600, 120])}, ${score(2, [172800, 0], [86400, 100], [57600, 120])},
		${score(3, [14, 0], [6, 100], [2, 110])}, ${score(4, [50, 0], [70, 100], [90, 120])}, ${score(5, [0, 0], [40, 100], [80, 120])} FROM v),
	w AS (SELECT *, 30 * z1 * k2 * k3 * k4 * k5 + 20 * z2 * k1 * k3 * k4 * k5 + 20 * z3 * k1 * k2 * k4 * k5 + 20 * z4 * k1 * k2 * k3 * k5
		+ 10 * z5 * k1 * k2 * k3 * k4 num, 100 * k1 * k2 * k3 * k4 * k5 den FROM s)
	SELECT person, n1, q1, n2, s2, r2, n3, y3, n4, p4, c4, num, den,
		CASE WHEN num < 60 * den THEN 0 ELSE least(90000, (2 * pay * 600 + paid) // (2 * paid)) END amount
	FROM (SELECT *, CASE WHEN num <= 100 * den THEN 200 * den + 5 * (num - 60 * den)
		WHEN num <= 120 * den THEN 400 * den + 10 * (num - 100 * den) ELSE 600 * den END pay, 4 * den paid FROM w)`;

function score(i, [x0, y0], [x1, y1], [x2, y2]) {
	const v = `v${i}`, e = `e${i}`, rising = x1 > x0 ? '' : '-';
	const first = Math.abs(x1 - x0), next = Math.abs(x2 - x1);
	const beyond = (x) => `${rising}(${v} - ${x} * ${e})`;
	const start = `coalesce(${e}, 0) = 0`;
	return `CASE WHEN ${start} THEN 100 WHEN ${beyond(x0)} <= 0 THEN ${y0} WHEN ${beyond(x1)} <= 0 THEN ${y0 * first} * ${e} + ${y1 - y0} * ${beyond(x0)}
		WHEN ${beyond(x2)} <= 0 THEN ${y1 * next} * ${e} + ${y2 - y1} * ${beyond(x1)} ELSE ${y2} END::HUGEINT z${i},
		CASE WHEN ${start} OR ${beyond(x0)} <= 0 OR ${beyond(x2)} > 0 THEN 1 WHEN ${beyond(x1)} <= 0 THEN ${first} * ${e} ELSE ${next} * ${e} END::HUGEINT k${i}`;
}

// --- canonical lines ---

const gcd = (a, b) => (b === 0n ? a : gcd(b, a % b));
function fraction(num, den) {
	let [n, d] = [BigInt(num), BigInt(den)];
	const by = gcd(n < 0n ? -n : n, d);
	return `${n / by}|${d / by}`;
}
const monthName = (m) => (m === '' ? '' : `${2000 + Math.floor(m / 12)}-${String((m % 12) + 1).padStart(2, '0')}`);
// An interpolated quantile at a multiple of 1/parts is a whole number of parts: the double is rounded to the number it stands for.
const parts = (value, by) => fraction(Math.round(Number(value) * by), by);

// What COPY wrote: no field holds a quote but the lists, which hold commas.
const fields = (line) => line.split(/,(?![^[]*\])/).map((field) => field.replaceAll('"', ''));
const list = (field) => field.slice(1, -1).split(', ');

function measureLines(line) {
	const [person, m, n1, s1, q1, d1, n2, s2, q2, r2, o2, n3, y3, n4, p4, c4] = fields(line);
	const key = `${person}|${monthName(m)}`, lines = [];
	const say = (metric, statistic, count, value) => lines.push(`${metric}|${statistic}|${key}|${count}|${value}`);
	if (n1 > 0) {
		const [median, ninety] = list(q1);
		say('ticket.first_reply_time@1', 'mean', n1, fraction(s1, n1));
		say('ticket.first_reply_time@1', 'median', n1, parts(median, 2));
		say('ticket.first_reply_time@1', 'percentile 90', n1, parts(ninety, 10));
		say('ticket.first_reply_time@1', 'rank 90', n1, fraction(d1, 1));
	}
	if (n2 > 0) {
		say('ticket.resolution_time@1', 'mean', n2, fraction(s2, n2));
		say('ticket.resolution_time@1', 'percentile 90', n2, parts(q2, 10));
		say('ticket.reopened@1', 'share', n2, fraction(r2, n2));
		say('ticket.one_touch@1', 'share', n2, fraction(o2, n2));
	}
	if (n3 > 0)
		say('response.csat@1', 'share', n3, fraction(y3, n3));
	if (n4 > 0)
		say('response.nps@1', 'score', n4, fraction(BigInt(p4 - c4) * 100n, n4));
	return lines;
}

const evaluationLines = (line) => {
	const values = fields(line), [num, den, amount] = values.slice(-3), person = 'E' + values[0].split('.')[1];
	return [`contract|score|${person}||0|${fraction(num, den)}`, `contract|amount|${person}||0|${amount}|1`];
};

// --- the jobs ---

const working = job.startsWith('csv-working');
const copy = (query, into) => `COPY (${query}) TO ${text(into)} (FORMAT csv, HEADER false)`;
const jobs = {
	start: async () => {},
	csv: (run, into) => run(copy(measures(readers.csv, false), into)),
	'csv-thrifty': (run, into) => run(copy(thrifty(readers.csv, false), into)),
	'csv-working': (run, into) => run(copy(measures(readers.csv, true), into)),
	'csv-working-listed': (run, into) => run(copy(measures(readers.csv, 'listed'), into)),
	json: (run, into) => run(copy(measures(readers.json, false), into)),
	// What a store keeps of them: neither the customer nor what anybody wrote.
	table: async (run) => {
		await run(`CREATE TABLE tickets AS SELECT * EXCLUDE (requester, summary) FROM ${readers.csv.tickets}`);
		await run(`CREATE TABLE responses AS SELECT * EXCLUDE (comment) FROM ${readers.csv.responses}`);
		await run('CHECKPOINT');
	},
	native: (run, into) => run(copy(evaluation, into)),
};

if (jobs[job] === undefined || (working && !calendar) || (['table', 'native'].includes(job) && !database)) {
	console.error(`no such job, or too few arguments for it; jobs: ${Object.keys(jobs).join(', ')}`);
	process.exit(2);
}
const temporary = mkdtempSync(join(tmpdir(), 'sanya-peer-'));
const result = join(temporary, 'result.csv');
if (job === 'table')
	for (const name of [database, database + '.wal'])
		rmSync(name, { force: true });
const instance = await DuckDBInstance.create(database || ':memory:', { threads });
const connection = await instance.connect();
await connection.run('SET preserve_insertion_order = false');
await connection.run(`SET temp_directory = ${text(temporary)}`);
if (working) {
	const names = ['day', 'before', 'a', 'na', 'b', 'nb'], days = dayTable();
	await connection.run(`CREATE TEMP TABLE days AS SELECT * FROM (VALUES ${days.map((row) => `(${row})`)}) v(${names})`);
	hours = days.find((row) => row[3] > 0).slice(2);
	if (days.some((row) => row[3] > 0 && row.slice(2).join() !== hours.join()))
		throw new Error('days of different hours');
	await connection.run(`SET VARIABLE before = [${days.map((row) => row[1])}]`);
	await connection.run(`SET VARIABLE open = [${days.map((row) => row[3] > 0)}]`);
}
const cpuBefore = process.cpuUsage(), begin = process.hrtime.bigint();
await jobs[job]((sql) => connection.run(sql), result);
const wall = Number(process.hrtime.bigint() - begin) / 1000, cpu = process.cpuUsage(cpuBefore);
console.log(JSON.stringify({ wall_us: Math.round(wall), cpu_us: cpu.user + cpu.system }));
if (out && !['start', 'table'].includes(job)) {
	const lines = readFileSync(result, 'utf8').split('\n').filter((line) => line !== '');
	writeFileSync(out, lines.flatMap(job === 'native' ? evaluationLines : measureLines).map((line) => line + '\n').join(''));
}
connection.closeSync();
instance.closeSync();
rmSync(temporary, { recursive: true, force: true });
