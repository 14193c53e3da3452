using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Older states of a product as a query sees them.</summary>
[Collection(ProxyCollection.Name)]
public sealed class OlderStateTests(ProxyFixture mesh, OlderStateTests.SharedTable shared) : IClassFixture<OlderStateTests.SharedTable>
{
    private static readonly ColumnDefinition[] Columns = [TestProducts.Column("id", "BIGINT"), TestProducts.Column("text", "STRING")];

    private static int _made;

    private string Owner => mesh.Authority.Token("inventory-owner", "query", "inventory", ["owner"]);

    [Theory]
    [InlineData("SELECT count(*) FROM mesh.{0} FOR VERSION AS OF {1}")]
    [InlineData("SELECT count(*) FROM {0} FOR VERSION AS OF 'first'")]
    [InlineData("SELECT count(*) FROM {0} FOR TIMESTAMP AS OF TIMESTAMP '{2}+00'")]
    [InlineData("SELECT count(*) FROM {0} FOR VERSION AS OF {1}")]
    [InlineData("SELECT count(*) FROM {0} FOR VERSION AS OF {1} AS x WHERE x.id >= 0")]
    [InlineData("SELECT count(mesh.{0}.id) FROM {0} FOR VERSION AS OF {1} WHERE {0}.id >= 0")]
    [InlineData("SELECT count({0}.id) FROM mesh.{0} FOR VERSION AS OF {1} WHERE mesh.{0}.id >= 0")]
    [InlineData("SELECT count(*) FROM {0} for version/* a */as\n of 'first' x")]
    [InlineData("SELECT count(*) FROM {0} FOR TIMESTAMP AS OF TIMESTAMP '{2} UTC'")]
    [InlineData("SELECT count(*) FROM {0} FOR TIMESTAMP AS OF TIMESTAMP '{2}'")]
    [InlineData("WITH x AS (SELECT * FROM {0} FOR VERSION AS OF {1}) SELECT count(*) FROM x")]
    [InlineData("SELECT (SELECT count(*) FROM {0} FOR VERSION AS OF {1}) FROM {0} LIMIT 1")]
    public async Task State_is_that_of_a_snapshot_a_name_or_a_time(string sql) =>
        Assert.Equal("[[3]]", await mesh.RowsAsync(string.Format(CultureInfo.InvariantCulture, sql, SharedTable.Name, shared.First.SnapshotId, Time(shared.First))));

    [Fact]
    public async Task Product_is_in_one_query_in_several_states()
    {
        var (name, table) = await MakeAsync();
        var first = await PublishAsync(table, 3);
        var second = await PublishAsync(table, 3);
        await table.DeleteAsync("id = 1");

        Assert.Equal("[[2,3,6]]", await mesh.RowsAsync(
            $"""
            SELECT (SELECT count(DISTINCT id) FROM {name}), count(DISTINCT was.id), (SELECT count(*) FROM {name} FOR VERSION AS OF {second.SnapshotId})
            FROM {name} FOR VERSION AS OF {first.SnapshotId} AS was LEFT JOIN {name} AS now USING (id)
            """));
        var session = mesh.Session(mesh.Analyst, session => session.Headers["X-Trino-Schema"] = "inventory");
        Assert.Equal("[[3]]", (await session.RunAsync($"SELECT count({name[10..]}.id) FROM {name[10..]} FOR VERSION AS OF {first.SnapshotId}")).Data);
        Assert.Equal("[[3]]", (await session.RunAsync($"SELECT count({name}.id) FROM {name[10..]} FOR VERSION AS OF {first.SnapshotId}")).Data);
    }

    [Fact]
    public async Task Time_without_a_zone_is_the_sessions()
    {
        var (name, table) = await MakeAsync();
        var first = await PublishAsync(table, 1);
        var session = mesh.Session(mesh.Analyst, session => session.Headers["X-Trino-Time-Zone"] = "Asia/Kolkata");

        var there = DateTimeOffset.FromUnixTimeMilliseconds(first.TimestampMs).ToOffset(new TimeSpan(5, 30, 0)).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

        Assert.Equal("[[1]]", (await session.RunAsync($"SELECT count(*) FROM {name} FOR TIMESTAMP AS OF TIMESTAMP '{there}'")).Data);
        Assert.Equal("INVALID_ARGUMENTS", (await session.RunAsync($"SELECT count(*) FROM {name} FOR TIMESTAMP AS OF TIMESTAMP '{Time(first)}'")).ErrorName);
    }

    [Theory]
    [InlineData("FOR VERSION AS OF 5", "{0} has no snapshot 5: it has expired, or never was. The oldest that a time selects is {1} of {2} UTC; \"{3}$snapshots\" has all that a version or a name selects, too.")]
    [InlineData("FOR VERSION AS OF 'gone'", "{0} has no branch or tag 'gone' that is published. It has main, month_end.")]
    [InlineData("FOR TIMESTAMP AS OF DATE '2020-01-01'", "{0} has no state of 2020-01-01 00:00:00.000 UTC: it was published later, or the state has expired. The oldest that a time selects is {1} of {2} UTC; \"{3}$snapshots\" has all that a version or a name selects, too.")]
    public async Task State_that_is_not_there_is_named_with_what_there_is(string clause, string message)
    {
        var (name, table) = await MakeAsync();
        var first = await PublishAsync(table, 1);
        await table.NameAsync("month_end", SnapshotReference.Tag(first.SnapshotId));

        var answer = await mesh.Session(mesh.Analyst).RunAsync($"SELECT * FROM {name} {clause}");

        Assert.Equal(("INVALID_ARGUMENTS", "USER_ERROR"), (answer.ErrorName, answer.Error!["errorType"]!.GetValue<string>()));
        Assert.Equal(string.Format(CultureInfo.InvariantCulture, message, name, first.SnapshotId, Time(first), name.Split('.')[1]), answer.Message);
    }

    [Fact]
    public async Task Expired_state_is_gone_and_one_with_a_tag_stays()
    {
        var (name, table) = await MakeAsync();
        var first = await PublishAsync(table, 1);
        await table.NameAsync("kept", SnapshotReference.Tag(first.SnapshotId));
        var second = await PublishAsync(table, 1);
        var third = await PublishAsync(table, 1);
        await table.ExpireAsync(second.SnapshotId);

        Assert.Equal("[[1]]", await mesh.RowsAsync($"SELECT count(*) FROM {name} FOR VERSION AS OF 'kept'"));
        Assert.StartsWith($"{name} has no snapshot {second.SnapshotId}: it has expired", await ErrorAsync($"SELECT count(*) FROM {name} FOR VERSION AS OF {second.SnapshotId}"), StringComparison.Ordinal);
        Assert.Contains($"The oldest that a time selects is {third.SnapshotId} of {Time(third)} UTC;", await ErrorAsync($"SELECT count(*) FROM {name} FOR TIMESTAMP AS OF TIMESTAMP '{Time(second)}'"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT * FROM {0} AT (VERSION => 1)", "SYNTAX_ERROR")]
    [InlineData("SELECT * FROM {0} AS x AT (TIMESTAMP => TIMESTAMP '2026-01-01 10:00:00')", "SYNTAX_ERROR")]
    [InlineData("SELECT * FROM {0} FOR VERSION AS OF NULL", "EXPRESSION_NOT_CONSTANT")]
    [InlineData("SELECT * FROM {0} FOR VERSION AS OF 1.5", "EXPRESSION_NOT_CONSTANT")]
    [InlineData("SELECT * FROM {0} FOR VERSION AS OF (SELECT 1)", "EXPRESSION_NOT_CONSTANT")]
    [InlineData("SELECT * FROM {0} FOR TIMESTAMP AS OF now()", "EXPRESSION_NOT_CONSTANT")]
    [InlineData("SELECT * FROM {0} FOR TIMESTAMP AS OF DATE '2026-01-01 10:00'", "INVALID_LITERAL")]
    [InlineData("SELECT * FROM {0} FOR TIMESTAMP AS OF TIMESTAMP '2026-01-01 10:00 Mars/Base'", "INVALID_ARGUMENTS")]
    [InlineData("SELECT * FROM {0} FOR VERSION AS OF 1 + 1", "EXPRESSION_NOT_CONSTANT")]
    [InlineData("SELECT * FROM {0} FOR TIMESTAMP AS OF current_timestamp", "EXPRESSION_NOT_CONSTANT")]
    [InlineData("SELECT * FROM {0} FOR VERSION AS OF 1 FOR VERSION AS OF 2", "SYNTAX_ERROR")]
    [InlineData("SELECT * FROM {0} x FOR VERSION AS OF 1", "SYNTAX_ERROR")]
    [InlineData("SELECT id FOR VERSION AS OF 1 FROM {0}", "SYNTAX_ERROR")]
    [InlineData("WITH x AS (SELECT 1) SELECT * FROM x FOR VERSION AS OF 1", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM information_schema.tables FOR VERSION AS OF 1", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM {0}$refs FOR VERSION AS OF 1", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM {0}$files", "TABLE_NOT_FOUND")]
    public async Task Anything_but_a_constant_behind_a_product_is_refused(string sql, string error) =>
        Assert.Equal(error, (await mesh.Session(mesh.Analyst).RunAsync(string.Format(CultureInfo.InvariantCulture, sql, SharedTable.Name))).ErrorName);

    [Fact]
    public async Task Clause_in_a_text_a_comment_or_a_quoted_name_is_none_and_places_stay()
    {
        var (name, table) = await MakeAsync();
        var first = await PublishAsync(table, 1);

        Assert.Equal("[[\"x FOR VERSION AS OF 7\",\"a' FOR VERSION AS OF 8\",1]]", await mesh.RowsAsync(
            $"""SELECT 'x FOR VERSION AS OF 7', 'a'' FOR VERSION AS OF 8', max("y FOR VERSION AS OF 10") /* x FOR VERSION /* */ AS OF 11 */ FROM (SELECT 1 AS "y FOR VERSION AS OF 10" FROM {name} FOR VERSION AS OF {first.SnapshotId}) -- FOR VERSION AS OF 12"""));
        var refused = await mesh.Session(mesh.Analyst).RunAsync($"SELECT 'ä' FROM {name} FOR VERSION AS OF 'ä'\n JOIN x y z");
        Assert.StartsWith("line 2:11: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_are_the_contracts_of_now_by_what_they_are_and_not_by_their_names()
    {
        var (name, table) = await MakeAsync();
        await table.AppendAsync("SELECT 1 AS id, 'secret' AS text");
        var first = table.Loaded.Metadata.CurrentSnapshotId;
        await table.ReplaceColumnsAsync(fields => fields.Where(field => field.Name != "text"));
        await table.ReplaceColumnsAsync(fields => [fields[0] with { Name = "key" }, new NestedField(3, "text", Required: false, IcebergType.Parse("string"))]);
        await table.AppendAsync("SELECT 2 AS key, 'open' AS text");
        mesh.Services.Register(TestProducts.Product(name, [TestProducts.Column("key", "BIGINT"), TestProducts.Column("text", "STRING"), TestProducts.Column("later", "DATE")]));

        Assert.Equal("[[1,null,null]]", await mesh.RowsAsync($"SELECT * FROM {name} FOR VERSION AS OF {first}"));
        Assert.Equal("[[1,null,null],[2,\"open\",null]]", await mesh.RowsAsync($"SELECT * FROM {name} ORDER BY key"));
    }

    [Fact]
    public async Task Masks_and_filters_of_today_hold_for_every_state()
    {
        var orders = (await mesh.Session(mesh.Analyst).RunAsync("SELECT min(snapshot_id) FROM orders.\"orders$snapshots\"")).Rows[0][0]!.GetValue<long>();
        var filtered = (await mesh.Session(mesh.Analyst).RunAsync("SELECT min(snapshot_id) FROM orders.\"filtered$snapshots\"")).Rows[0][0]!.GetValue<long>();

        Assert.Equal("[[false]]", await mesh.RowsAsync($"SELECT bool_or(customer_email LIKE '%customers.example') FROM orders.orders FOR VERSION AS OF {orders}"));
        Assert.Equal("[[\"RJ\"],[\"SP\"]]", await mesh.RowsAsync($"SELECT DISTINCT customer_state FROM orders.filtered FOR VERSION AS OF {filtered} ORDER BY 1"));
        Assert.Equal("PERMISSION_DENIED", (await mesh.Session(mesh.Auditor).RunAsync("SELECT * FROM hidden.vault FOR VERSION AS OF 1")).ErrorName);
        Assert.Equal("PERMISSION_DENIED", (await mesh.Session(mesh.Auditor).RunAsync("SELECT * FROM hidden.\"vault$refs\"")).ErrorName);
    }

    [Fact]
    public async Task What_only_a_branch_holds_is_its_domains()
    {
        var (name, table) = await MakeAsync();
        var first = await PublishAsync(table, 1);
        await table.NameAsync("audit", SnapshotReference.Branch(first.SnapshotId));
        Assert.Equal("[[1]]", await mesh.RowsAsync($"SELECT count(*) FROM {name} FOR VERSION AS OF 'audit'"));
        await table.AppendAsync("SELECT 7 AS id, 'not looked at yet' AS text", "audit");
        var audit = table.Loaded.Metadata.Reference("audit")!.SnapshotId;

        foreach (var clause in new[] { "'audit'", audit.ToString(CultureInfo.InvariantCulture) })
        {
            var sql = $"SELECT count(*) FROM {name} FOR VERSION AS OF {clause}";
            Assert.Equal("INVALID_ARGUMENTS", (await mesh.Session(mesh.Analyst).RunAsync(sql)).ErrorName);
            Assert.Equal("[[2]]", (await mesh.Session(Owner).RunAsync(sql)).Data);
        }

        Assert.Equal("[[\"main\"]]", await mesh.RowsAsync($"SELECT name FROM {name}$refs"));
        Assert.Equal("[[1]]", await mesh.RowsAsync($"SELECT count(*) FROM {name}$snapshots"));
        Assert.Equal("[[\"audit\"],[\"main\"]]", (await mesh.Session(Owner).RunAsync($"SELECT name FROM {name}$refs ORDER BY 1")).Data);

        // Nor does a tag publish it: main never had it.
        await table.NameAsync("audited", SnapshotReference.Tag(audit));
        Assert.StartsWith($"{name} has no branch or tag 'audited' that is published.", await ErrorAsync($"SELECT count(*) FROM {name} FOR VERSION AS OF 'audited'"), StringComparison.Ordinal);
        Assert.StartsWith($"{name} has no snapshot {audit}", await ErrorAsync($"SELECT count(*) FROM {name} FOR VERSION AS OF {audit}"), StringComparison.Ordinal);
        Assert.Equal("[[\"main\"]]", await mesh.RowsAsync($"SELECT name FROM {name}$refs"));
    }

    [Fact]
    public async Task History_is_described_in_the_terms_of_Trino()
    {
        var (name, table) = await MakeAsync();
        Assert.Equal("[]", await mesh.RowsAsync($"SELECT * FROM {name}$snapshots"));
        var first = await PublishAsync(table, 3);
        var second = await PublishAsync(table, 2);
        await table.NameAsync("v1", SnapshotReference.Tag(first.SnapshotId));

        Assert.Equal(
            $"[[\"{Time(first)}000 UTC\",{first.SnapshotId},null,\"append\",\"3\"],[\"{Time(second)}000 UTC\",{second.SnapshotId},{first.SnapshotId},\"append\",\"5\"]]",
            await mesh.RowsAsync($"SELECT committed_at, snapshot_id, parent_id, operation, summary['total-records'] FROM {name}$snapshots ORDER BY committed_at, 2 = {second.SnapshotId}"));
        Assert.Equal($"[[{first.SnapshotId},true],[{second.SnapshotId},true]]", await mesh.RowsAsync($"SELECT snapshot_id, is_current_ancestor FROM {name}$history ORDER BY made_current_at, parent_id NULLS FIRST"));
        Assert.Equal($"[[\"main\",\"BRANCH\",{second.SnapshotId},null,null,null],[\"v1\",\"TAG\",{first.SnapshotId},null,null,null]]", await mesh.RowsAsync($"SELECT * FROM {name}$refs ORDER BY name"));
        Assert.Equal($"[[5,2]]", await mesh.RowsAsync($"SELECT count(*), (SELECT count(*) FROM {name}$snapshots) FROM {name}"));
    }

    [Fact]
    public async Task Number_of_hidden_rows_is_not_revealed() =>
        Assert.Equal("[[0]]", await mesh.RowsAsync("SELECT count(summary) FROM orders.\"filtered$snapshots\""));

    private Task<(string Name, PublishedTable Table)> MakeAsync() => MakeAsync(mesh, $"inventory.state_{Interlocked.Increment(ref _made)}");

    private static async Task<(string Name, PublishedTable Table)> MakeAsync(ProxyFixture mesh, string name) =>
        (name, await mesh.PublishAsync(TestProducts.Product(name, Columns)));

    private static async Task<Snapshot> PublishAsync(PublishedTable table, int rows)
    {
        await table.AppendAsync($"SELECT range AS id, range::VARCHAR AS text FROM range({rows})");
        return table.Loaded.Metadata.CurrentSnapshot!;
    }

    private static string Time(Snapshot snapshot) =>
        DateTimeOffset.FromUnixTimeMilliseconds(snapshot.TimestampMs).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private async Task<string> ErrorAsync(string sql) => (await mesh.Session(mesh.Analyst).RunAsync(sql)).Message;

    /// <summary>A table of two states that no test changes.</summary>
    public sealed class SharedTable(ProxyFixture mesh) : IAsyncLifetime
    {
        public const string Name = "inventory.states";

        /// <summary>The first one, of three rows, with the tag <c>first</c>; now there are five.</summary>
        internal Snapshot First { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var (_, table) = await MakeAsync(mesh, Name);
            First = await PublishAsync(table, 3);
            await table.NameAsync("first", SnapshotReference.Tag(First.SnapshotId));
            await PublishAsync(table, 2);
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
