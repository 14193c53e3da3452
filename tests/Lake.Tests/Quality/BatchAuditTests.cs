using System.Runtime.InteropServices;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Quality;

namespace MeshStarter.Lake.Tests.Quality;

[Trait("Category", "Quick")]
public sealed class BatchAuditTests
{
    // Of this class alone: some checks take all of its memory.
    private static readonly LakeEngine Engine = new(memoryLimitMiB: 256);

    private const string Columns = "id INTEGER; status STRING; total DECIMAL(10,2); ratio DOUBLE; at TIMESTAMP; day DATE";

    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<QualityCheck, string, string?> Cases { get; } = new()
    {
        { new NotNullCheck(["id", "status"]), "(1, 'a'), (2, 'b')", null },
        { new NotNullCheck(["id", "status"]), "(1, NULL), (NULL, 'b'), (3, 'c')", "2 rows: no value in id or status." },
        { new NotNullCheck(["id", "status", "total"]), "(1, NULL, 1), (2, NULL, 2)", "2 rows: no value in status." },
        { new AcceptedValuesCheck("status", ["a", "it's"]), "(1, 'it''s'), (2, NULL)", null },
        { new AcceptedValuesCheck("status", ["a"]), "(1, 'A')", "1 row: status is none of a." },
        { new AcceptedValuesCheck("id", ["1", "2"]), "(3, 'a')", "1 row: id is none of 1, 2." },
        { new RangeCheck("total", "0", "10.50"), "(1, 'a', 10.50), (2, 'a', 0), (3, 'a', NULL)", null },
        { new RangeCheck("total", "0", "10.50"), "(1, 'a', 10.51), (2, 'a', -0.01)", "2 rows: total is outside 0 to 10.50." },
        { new RangeCheck("ratio", "0", null), "(1, 'a', 0, 'NaN')", "1 row: ratio is below 0, or is no number." },
        { new RangeCheck("at", "2026-01-01T00:00:00Z", null), "(1, 'a', 0, 0, '2025-12-31T23:59:59.999999Z')", "1 row: at is below 2026-01-01T00:00:00Z." },
        { new RangeCheck("total", null, "10.50"), "(1, 'a', 10.51), (2, 'a', -0.01)", "1 row: total is above 10.50." },
        { new RegexCheck("status", "^[^@]+@[^@]+$"), "(1, 'a@b'), (2, NULL)", null },
        { new RegexCheck("status", "^[^@]+@[^@]+$"), "(1, 'a@b@c')", "1 row: status does not match ^[^@]+@[^@]+$." },
        { new UniqueCheck(["id"]), "(1, 'a'), (2, 'a'), (NULL, 'a'), (NULL, 'a')", null },
        { new UniqueCheck(["id"]), "(1, 'a'), (1, 'b'), (2, 'a')", "2 rows: another row of the batch or the table has the same id." },
        { new UniqueCheck(["id", "status"]), "(1, 'a'), (1, 'b')", null },
        { new UniqueCheck(["id"]), "(100, 'a')", "1 row: another row of the batch or the table has the same id." },
        { new UniqueCheck(["id", "status"]), "(100, 'other')", null },
        { new RowCountCheck(2, 3), "(1, 'a'), (2, 'b')", null },
        { new RowCountCheck(2, 3), "(1, 'a')", "The batch has 1 rows, at least 2 are promised." },
        { new RowCountCheck(null, 1), "(1, 'a'), (2, 'b')", "The batch has 2 rows, at most 1 are promised." },
        { new CompletenessCheck("status", "50%"), "(1, 'a'), (2, NULL)", null },
        { new CompletenessCheck("status", "50.1%"), "(1, 'a'), (2, NULL)", "status has a value in 1 of 2 rows, 50.1% are promised." },
        { new FreshnessCheck("at", TimeSpan.FromMinutes(5)), "(1, 'a', 0, 0, '2026-01-31T11:55:00Z'), (2, 'a', 0, 0, '2020-01-01T00:00:00Z')", null },
        { new FreshnessCheck("at", TimeSpan.FromMinutes(5)), "(1, 'a', 0, 0, '2026-01-31T11:54:59Z')", "Neither the batch nor the table has a row whose at is of the last 5 minutes." },
        { new FreshnessCheck("at", TimeSpan.FromMinutes(5)), "(1, 'a')", "Neither the batch nor the table has a row whose at is of the last 5 minutes." },
        { new FreshnessCheck("day", TimeSpan.FromDays(1)), "(1, 'a', 0, 0, NULL, '2020-01-01')", null },
        { new ReferentialCheck("id", DataProductId.Parse("shop.orders"), "order_id"), "(7, 'a'), (NULL, 'a')", null },
        { new ReferentialCheck("id", DataProductId.Parse("shop.orders"), "order_id"), "(8, 'a')", "1 row: id is not in shop.orders.order_id." },
        { new ReferentialCheck("id", DataProductId.Parse("shop.hidden"), "order_id"), "(7, 'a')", "shop.hidden.order_id cannot be read here." },
        { new SqlCheck("SELECT * FROM this WHERE status = 'shipped' AND \"at\" IS NULL;"), "(1, 'placed')", null },
        { new SqlCheck("SELECT id, 1::HUGEINT FROM this WHERE status = 'shipped' -- and so on"), "(1, 'shipped')", "1 row: the query returns it." },
        { new DistributionDriftCheck("total", 10, 0.2m), "(1, 'a', 100), (2, 'a', 101), (3, 'a', 102), (4, 'a', 103)", null },
        { new DistributionDriftCheck("total", 10, 0.2m), "(1, 'a', 102), (2, 'a', 103)", "The values of total are 0.5 from those of the last 10 snapshots, at most 0.2 is promised." },
        { new DistributionDriftCheck("status", 10, 0.2m), "(1, 'other'), (2, 'new')", "The values of status are 0.5 from those of the last 10 snapshots, at most 0.2 is promised." },
        { new DistributionDriftCheck("ratio", 10, 0.2m), "(1, 'a')", null },
    };

    [Fact]
    public void Each_kind_of_check_has_a_batch_that_passes_and_one_that_fails() => Assert.All(
        QualityCheckKinds.All,
        kind => Assert.Equal([false, true], Cases.Where(row => ((QualityCheck)row[0]).Kind == kind).Select(row => row[2] is null).Distinct().Order()));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_says_what_is_wrong_with_a_batch(QualityCheck check, string rows, string? problem)
    {
        var result = Assert.Single(Run(rows, check)).Result;

        Assert.Equal(problem, result.Reason);
        Assert.Equal(problem is null ? CheckOutcome.Passed : CheckOutcome.Failed, result.Outcome);
        Assert.Equal(problem is not null, result.Quarantines);
    }

    [Fact]
    public void Failing_rows_are_shown_and_five_of_them_are_enough_and_a_warning_does_not_keep_a_batch_out()
    {
        var finding = Assert.Single(Run(string.Join(", ", Enumerable.Range(1, 9).Select(id => $"({id}, NULL)")), new NotNullCheck(["status"])));

        Assert.Equal(9, finding.Result.FailingRows);
        Assert.Equal(5, finding.Sample.Count);
        Assert.Contains("\"id\":1,\"status\":null", finding.Sample[0], StringComparison.Ordinal);

        Assert.False(Assert.Single(Run("(1, NULL)", new NotNullCheck(["status"]) { Severity = CheckSeverity.Warn })).Result.Quarantines);
    }

    [Theory]
    [InlineData("SELECT nothing FROM this")]
    [InlineData("SELECT * FROM this; DROP VIEW this")]
    [InlineData("DELETE FROM this")]
    [InlineData("SELECT CAST(status AS INTEGER) FROM this")]
    public void Query_that_cannot_be_run_quarantines_the_batch_and_says_why(string query)
    {
        var findings = Run("(1, 'a')", new SqlCheck(query), new NotNullCheck(["id"]));

        Assert.Equal((CheckOutcome.Broken, true), (findings[0].Result.Outcome, findings[0].Result.Quarantines));
        Assert.StartsWith("The check cannot be run: ", findings[0].Result.Reason, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Passed, findings[1].Result.Outcome);
    }

    [Fact]
    public void Check_that_breaks_quotes_no_value_of_a_row_and_breaks_no_other_check()
    {
        var findings = Run("(1, 'ana@example.org')", new SqlCheck("SELECT CAST(status AS INTEGER) FROM this"), new SqlCheck("SELECT nothing FROM this"));

        Assert.Equal("The check cannot be run: a value of the batch, or the work it takes, is more than the check can do (Conversion).", findings[0].Result.Reason);
        Assert.Contains("nothing", findings[1].Result.Reason, StringComparison.Ordinal);

        findings = Run("(1, NULL)", new NotNullCheck(["status"]), new RegexCheck("status", "(?<year>"));

        Assert.Equal([CheckOutcome.Failed, CheckOutcome.Broken], findings.Select(finding => finding.Result.Outcome));
        Assert.Equal("The check cannot be run: Invalid Input Error: invalid perl operator: (?<", findings[1].Result.Reason);
    }

    [Theory]
    [InlineData("BOOLEAN", "true", "True")]
    [InlineData("INTEGER", "5", "+5", "-2147483648")]
    [InlineData("BIGINT", "-9223372036854775808", "007")]
    [InlineData("REAL", "0.1", "3.4028234e38", "-1e-46")]
    [InlineData("DOUBLE", "1e-400", "1.7976931348623157e308", ".5", "5.")]
    [InlineData("DECIMAL(10,2)", "0.5", "0.500", "+5", "-99999999.99", ".5", "1e3")]
    [InlineData("DECIMAL(38,0)", "-99999999999999999999999999999999999999")]
    [InlineData("DECIMAL(38,38)", "0.00000000000000000000000000000000000001")]
    [InlineData("DATE", "0001-01-01", "9999-12-31")]
    [InlineData("TIME", "06:00", "06:00:00", "23:59:59.999999")]
    [InlineData("TIMESTAMP", "2026-01-31T06:00:00Z", "2026-01-31 06:00:00.5+02:00", "0001-01-01T00:00:00Z")]
    [InlineData("TIMESTAMP_NTZ", "2026-01-31", "2026-01-31T06:00:00", "2026-01-31 06:00:00.000001")]
    [InlineData("UUID", "123E4567-e89b-12d3-a456-426614174000")]
    public void Value_that_a_descriptor_may_name_is_one_to_the_engine(string type, params string[] literals)
    {
        foreach (var literal in literals)
        {
            var read = Accepting(type, literal);
            Assert.True(read.IsValid, string.Join('\n', read.Issues));
            using var session = Engine.Connect();
            session.Execute($"CREATE TEMP TABLE batch (thing {read.Descriptor!.Schema[0].Type.ToDuckDb()}); INSERT INTO batch VALUES (NULL)", CancellationToken.None);

            var finding = Assert.Single(BatchAudit.Run(session, read.Descriptor, new AuditedBatch { Rows = "SELECT * FROM batch" }, TimeProvider.System, CancellationToken.None));

            Assert.True(finding.Result.Outcome == CheckOutcome.Passed, $"{literal}: {finding.Result.Reason}");
        }
    }

    [Theory]
    [InlineData("DECIMAL(10,2)", "0.005")]
    [InlineData("DECIMAL(10,2)", "100000000")]
    [InlineData("DECIMAL(38,38)", "1")]
    [InlineData("REAL", "3.5e38")]
    public void Value_that_the_engine_would_round_or_not_take_is_none_of_its_column(string type, string literal) =>
        Assert.Equal("check.value", Assert.Single(Accepting(type, literal).Issues).Rule);

    [Theory]
    [InlineData("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n % 10 + 1 FROM r) SELECT this.* FROM this, r WHERE r.n = 100")]
    [InlineData("SELECT this.* FROM this, range(1000000000000) AS r(n) WHERE sqrt(n) < -1")]
    public void Check_that_does_not_end_is_ended_and_breaks_alone(string query)
    {
        // The first limit is that of the checks of single rows; the second one's end comes soon.
        var findings = Run("(1, 'a')", new LimitAtOnce(Now, 2), CancellationToken.None, new SqlCheck(query), new NotNullCheck(["id"]));

        Assert.Equal((CheckOutcome.Broken, "The check cannot be run: It did not end within 30 seconds."), (findings[0].Result.Outcome, findings[0].Result.Reason));
        Assert.Equal(CheckOutcome.Passed, findings[1].Result.Outcome);
    }

    [Fact]
    public void Caller_ends_a_check_before_its_limit()
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        Assert.ThrowsAny<OperationCanceledException>(() => Run(
            "(1, 'a')", new LimitAtOnce(Now, 0), cancelled.Token, new SqlCheck("SELECT this.* FROM this, range(1000000000000) AS r(n) WHERE sqrt(n) < -1")));
    }

    [Theory]
    [InlineData("SELECT this.* FROM this WHERE (SELECT len(list(n)) FROM range(10000000000) AS r(n)) = 0")]
    [InlineData("SELECT this.* FROM this WHERE (SELECT len(string_agg(repeat('x', 1000000), '')) FROM range(100000) AS r(n)) = 0")]
    [InlineData("SELECT this.* FROM this WHERE length(repeat(repeat('x', 1000000), 4000)) = 0")]
    [InlineData("SELECT this.* FROM this WHERE (SELECT count(DISTINCT repeat('x' || n, 100000)) FROM range(1000000) AS r(n)) = 0")]
    [InlineData("SELECT this.* FROM this WHERE len(range(1000000000)) = 0")]
    public void Check_that_takes_too_much_memory_breaks_alone(string query)
    {
        var findings = Run("(1, 'a')", new SqlCheck(query), new NotNullCheck(["id"]));

        Assert.Equal(CheckOutcome.Broken, findings[0].Result.Outcome);
        Assert.Matches(@"It took too much memory\.|\(OutOfMemory\)", findings[0].Result.Reason);
        Assert.Equal(CheckOutcome.Passed, findings[1].Result.Outcome);
    }

    [Fact]
    public void Memory_that_other_work_of_the_process_takes_is_not_the_check_s()
    {
        using var time = new OtherWork(Now, () => new Block(1.3, isTouched: true));

        var finding = Assert.Single(Run("(1, 'a')", time, CancellationToken.None, new SqlCheck("SELECT this.* FROM this, range(200000000) AS r(n) WHERE sqrt(n) < -1")));

        Assert.Equal((CheckOutcome.Passed, null), (finding.Result.Outcome, finding.Result.Reason));
    }

    [Fact]
    public void Check_has_its_memory_also_while_another_one_runs_for_long()
    {
        CheckFinding? later = null;
        using var time = new OtherWork(Now, () =>
        {
            var mapped = new Block(1.7, isTouched: false);
            // The engine holds the text twice while it makes it: with what is mapped more than the first limit permits, and half of what the second check may take.
            later = Assert.Single(Run("(1, 'a')", new SqlCheck("SELECT this.* FROM this WHERE length(repeat(repeat('x', 1000000), 300)) = 0")));
            return mapped;
        });

        Run("(1, 'a')", time, CancellationToken.None, new SqlCheck("SELECT * FROM this WHERE id IS NULL"));

        Assert.Equal((CheckOutcome.Passed, null), (later!.Result.Outcome, later.Result.Reason));
    }

    [Theory]
    [InlineData("existing", "SELECT * FROM before", CheckOutcome.Failed)]
    [InlineData("existing", null, CheckOutcome.Passed)]
    [InlineData("standing", "SELECT * FROM before", CheckOutcome.Failed)]
    [InlineData("standing", null, CheckOutcome.Passed)]
    public void Query_may_read_the_rows_alongside_the_batch_by_either_name_also_where_there_are_none(string view, string? existing, CheckOutcome expected) =>
        Assert.Equal(expected, Assert.Single(Run("(100, 'a')", existing, [new SqlCheck($"SELECT this.* FROM this JOIN {view} USING (id)")], new LimitAtOnce(Now, 0), CancellationToken.None)).Result.Outcome);

    [Theory]
    [InlineData("SELECT this.* FROM this JOIN existing USING (id)", ExistingRows.All)]
    [InlineData("SELECT this.* FROM this JOIN Standing USING (id)", ExistingRows.All)]
    [InlineData("SELECT * FROM this", ExistingRows.None)]
    public void Query_has_existing_rows_read_where_it_names_them(string query, ExistingRows expected) =>
        Assert.Equal(expected, new SqlCheck(query).Existing);

    [Theory]
    [InlineData("SELECT * FROM this", "existing")]
    [InlineData("SELECT * FROM standing", "existing", CheckedBatch.FormerExisting)]
    public void Former_view_is_there_only_where_a_query_names_it(string query, params string[] expected)
    {
        using var session = Engine.Connect();

        BatchAudit.SetOut(session, new AuditedBatch { Rows = "SELECT 1 AS id" }, [new SqlCheck(query)], CancellationToken.None);

        var views = session.Rows("SELECT view_name FROM duckdb_views() WHERE view_name IN ('existing', 'standing') ORDER BY 1", static (chunk, row) => chunk[0].GetString(row), CancellationToken.None);
        Assert.Equal(expected, views);
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('{file}')", "line 1:15: read_csv() may not be in FROM")]
    [InlineData("SELECT * FROM this\nWHERE status IN (SELECT content FROM read_text('{file}'))", "line 2:38: read_text() may not be in FROM")]
    [InlineData("SELECT * FROM '{file}'", "is no relation of a check")]
    [InlineData("SELECT * FROM information_schema.tables", "\"information_schema.tables\" is no relation of a check")]
    [InlineData("SELECT * FROM batch", "line 1:15: \"batch\" is no relation of a check")]
    [InlineData("SELECT getenv('HOME') FROM this", "Function 'getenv' is not available here")]
    [InlineData("SELECT current_setting('threads') FROM this", "Function 'current_setting' is not available here")]
    [InlineData("SELECT * FROM this) AS a, (SELECT * FROM read_text('{file}')", "line 1:19: syntax error")]
    [InlineData("COPY (SELECT 1) TO '{file}'", "Only a SELECT runs here")]
    public void Query_reads_the_batch_and_the_table_and_nothing_of_the_machine(string query, string reason)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "a\nb\n");
            var check = new SqlCheck(query.Replace("{file}", file, StringComparison.Ordinal));
            var product = TestTable.Descriptor(Columns) with { Quality = new QualityTerms { Checks = [check] } };

            var trial = Assert.Single(CheckTrial.Broken(product, _ => null, TimeProvider.System, CancellationToken.None));
            var finding = Assert.Single(Run("(1, 'a')", check));

            Assert.Equal(CheckOutcome.Broken, finding.Result.Outcome);
            Assert.Empty(finding.Sample);
            Assert.Equal(finding.Result.Reason, trial.Reason);
            Assert.Contains(reason, trial.Reason, StringComparison.Ordinal);
            Assert.Equal("a\nb\n", File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("FROM this WHERE id IS NULL")]
    [InlineData("SELECT this.* FROM this ANTI JOIN (FROM this UNION ALL FROM existing) AS known ON this.id = known.id WHERE this.id IS NOT NULL")]
    [InlineData("SELECT * EXCLUDE (status) FROM this QUALIFY count(*) OVER (PARTITION BY id) > 1")]
    [InlineData("WITH few AS (SELECT status, count(*) AS n FROM this GROUP BY ALL) SELECT * FROM few WHERE n > 100")]
    [InlineData("SELECT * FROM this WHERE NOT EXISTS (SELECT 1 FROM Existing WHERE existing.id <= this.id + 1000) AND TRY_CAST(status AS DATE) < current_date - INTERVAL 1 DAY")]
    [InlineData("SELECT id FROM this EXCEPT SELECT id FROM this ORDER BY 1 LIMIT 5;")]
    [InlineData("SELECT * FROM this WHERE len(list_filter(string_split(status, ','), lambda part: part = '')) > 0 OR status SIMILAR TO 'x+' OR regexp_matches(status, '^z')")]
    [InlineData("SELECT * FROM this, unnest([id]) AS each(n) WHERE n < 0 AND total::DOUBLE / 2 > 1 AND CASE WHEN ratio BETWEEN 0 AND 1 THEN true END")]
    public void Query_of_one_select_over_the_batch_runs(string query)
    {
        var product = TestTable.Descriptor(Columns) with { Quality = new QualityTerms { Checks = [new SqlCheck(query)] } };

        Assert.Empty(CheckTrial.Broken(product, _ => null, TimeProvider.System, CancellationToken.None));
        Assert.Equal((CheckOutcome.Passed, null), Assert.Single(Run("(1, 'a')", new SqlCheck(query))).Result is var result ? (result.Outcome, result.Reason) : default);
    }

    private static DescriptorReadResult Accepting(string type, string literal) => DescriptorReader.Read(
        $$"""
        name: shop.things
        owner: shop@example.org
        description: Things
        schema: [ { name: thing, type: "{{type}}", description: One } ]
        quality: { checks: [ { accepted_values: { column: thing, values: ["{{literal}}"] } } ] }
        access: { classification: internal }
        """,
        "data-product.yaml");

    private static IReadOnlyList<CheckFinding> Run(string rows, params QualityCheck[] checks) => Run(rows, new LimitAtOnce(Now, 0), CancellationToken.None, checks);

    private static IReadOnlyList<CheckFinding> Run(string rows, TimeProvider time, CancellationToken cancellationToken, params QualityCheck[] checks) =>
        Run(rows, "SELECT * FROM before", checks, time, cancellationToken);

    private static IReadOnlyList<CheckFinding> Run(string rows, string? existing, QualityCheck[] checks, TimeProvider time, CancellationToken cancellationToken)
    {
        using var session = Engine.Connect();
        var product = TestTable.Descriptor(Columns) with { Quality = new QualityTerms { Checks = checks } };
        var columns = string.Join(", ", product.Schema.Select(column => $"{SqlIdentifier.Quote(column.Name)} {column.Type.ToDuckDb()}"));
        session.Execute($"CREATE TEMP TABLE batch ({columns}); CREATE TEMP TABLE before ({columns}); CREATE TEMP TABLE orders (order_id INTEGER); INSERT INTO orders VALUES (7)", cancellationToken);
        var names = product.Schema.Select(column => SqlIdentifier.Quote(column.Name));
        foreach (var row in rows.Split("), ("))
        {
            var values = row.Trim('(', ')');
            var count = values.Split(',').Length;
            session.Execute($"INSERT INTO batch ({string.Join(", ", names.Take(count))}) VALUES ({values})", cancellationToken);
        }

        session.Execute("INSERT INTO before (id, status, total, day) VALUES (100, 'a', 100, '2026-01-31'), (101, 'a', 101, NULL), (102, 'other', 102, NULL), (103, 'other', 103, NULL)", cancellationToken);
        return BatchAudit.Run(
            session,
            product,
            new AuditedBatch
            {
                Rows = "SELECT * FROM batch",
                Existing = existing,
                AddedBy = _ => "SELECT * FROM before",
                Referenced = (referenced, _) => referenced.Product == "orders" ? "SELECT order_id FROM orders" : null,
            },
            time,
            cancellationToken);
    }

    /// <summary>A clock that does not move, but for one of its timers, counted from 1, which runs off after a moment.</summary>
    private sealed class LimitAtOnce(DateTimeOffset now, int which) : TimeProvider
    {
        private int _timers;

        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, ++_timers == which ? dueTime / 100 : Timeout.InfiniteTimeSpan, period);
    }

    /// <summary>A clock that does not move, and at whose first timer other work of the process begins.</summary>
    private sealed class OtherWork(DateTimeOffset now, Func<IDisposable> begin) : TimeProvider, IDisposable
    {
        private IDisposable? _work;

        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _work ??= begin();
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }

        public void Dispose() => _work?.Dispose();
    }

    /// <summary>Memory of the process outside the engine.</summary>
    private sealed class Block : IDisposable
    {
        private readonly nint _memory;

        public Block(double gibibytes, bool isTouched)
        {
            var bytes = (nint)(gibibytes * (1L << 30));
            _memory = Marshal.AllocHGlobal(bytes);
            for (nint at = 0; isTouched && at < bytes; at += Environment.SystemPageSize)
            {
                Marshal.WriteByte(_memory + at, 1);
            }
        }

        public void Dispose() => Marshal.FreeHGlobal(_memory);
    }
}
