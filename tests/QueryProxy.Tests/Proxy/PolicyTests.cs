using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The proxy decides as the table of cases says, by the terms in force, and by one bundle a query.</summary>
[Collection(RulesCollection.Name)]
public sealed class PolicyTests(RuleKindTests.RulesFixture mesh)
{
    private const string Row = """
        SELECT '7c9e6679-7425-40de-944b-e07fc1f90ae7'::UUID AS order_id, 'ana@example.com' AS customer_email, 'Rua 1, São Paulo' AS customer_address,
            DATE '1990-02-28' AS customer_birthday, struct_pack(phone := '+55 11 5555', times := ['9-12']) AS contact, 12.30::DECIMAL(18,2) AS total
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static int _made;

    public static TheoryData<string> Callers { get; } = new(DecisionCases.All.Keys.Select(Caller).Distinct(StringComparer.Ordinal));

    // By caller, each of which has a worker of its own.
    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Table_of_cases_holds(string caller)
    {
        foreach (var (name, expected) in DecisionCases.All.Where(each => Caller(each.Key) == caller))
        {
            await HoldsAsync(name, expected);
        }
    }

    private async Task HoldsAsync(string name, DecisionCase expected)
    {
        var product = await MakeAsync(expected.Product);
        var session = mesh.Session(mesh.Authority.Token(expected.Principal.Subject, "query", expected.Principal.Domain, expected.Principal.Roles, expected.Principal.Purposes));

        var listed = await session.RunAsync($"SELECT count(*) FROM information_schema.tables WHERE table_schema = 'orders' AND table_name = '{product.Name.Product}'");
        var read = await session.RunAsync($"SELECT * FROM {product.Name}");

        Assert.Equal((name, expected.May.Contains(PolicyAction.Discover) ? "[[1]]" : "[[0]]"), (name, listed.Data));
        if (!expected.May.Contains(PolicyAction.Read))
        {
            Assert.Equal((name, expected.May.Contains(PolicyAction.Discover) ? "PERMISSION_DENIED" : "TABLE_NOT_FOUND"), (name, read.ErrorName));
            return;
        }

        Assert.Equal((name, ""), (name, read.Message));
        var row = read.Rows[0];
        Assert.Equal(expected.Masked, expected.Product.Schema.Select((column, place) => (column.Name, Value: row[place]?.ToJsonString())).Where(each => each.Value is null or "\"****\"").Select(each => each.Name));
    }

    [Fact]
    public async Task Terms_of_another_version_hold_for_the_current_state_an_older_one_and_a_branch()
    {
        var (name, table) = await ShedAsync("payments.shed");
        await table.AppendAsync("SELECT 1 AS id, 'ana@example.com' AS customer_email");
        var first = table.Loaded.Metadata.CurrentSnapshotId!.Value;
        await table.NameAsync("kept", SnapshotReference.Tag(first));
        await table.AppendAsync("SELECT 2 AS id, 'bia@example.com' AS customer_email");

        foreach (var state in new[] { "", $" FOR VERSION AS OF {first.ToString(CultureInfo.InvariantCulture)}", " FOR VERSION AS OF 'kept'" })
        {
            var answer = await mesh.Session(mesh.Analyst).RunAsync($"SELECT DISTINCT customer_email FROM {name}{state}");
            Assert.Equal(("", """[["****"]]"""), (answer.Message, answer.Data));
        }
    }

    [Fact]
    public async Task Version_that_the_rules_approve_is_read_clear()
    {
        var (name, table) = await ShedAsync("payments.approved");
        await table.AppendAsync("SELECT 1 AS id, 'ana@example.com' AS customer_email");

        Assert.Equal("""[["ana@example.com"]]""", (await mesh.Session(mesh.Analyst).RunAsync($"SELECT customer_email FROM {name}")).Data);
    }

    [Fact]
    public async Task Rule_that_masks_refuses_or_conceals_holds_for_the_same_text_that_was_answered_before()
    {
        var name = $"payments.warm{Interlocked.Increment(ref _made)}";
        await mesh.PublishAsync(TestProducts.Product(name, [TestProducts.Column("id", "BIGINT"), TestProducts.Column("word", "STRING")]), "SELECT 1 AS id, 'clear' AS word");
        var session = mesh.Session(mesh.Analyst);
        var sql = $"SELECT word FROM {name}";
        var before = mesh.Services.Bundle;
        var masks = before.Replace("version: 1.0.0", "version: 3.0.0", StringComparison.Ordinal).Replace(
            "\naccess:\n", $"\naccess:\n  - {{ id: test-mask-warm, description: d, effect: mask, columns: {{ names: [word] }}, mask: redact, when: {{ products: [{name}] }} }}\n", StringComparison.Ordinal);
        var refuses = masks.Replace("version: 3.0.0", "version: 4.0.0", StringComparison.Ordinal).Replace(
            "\naccess:\n", $"\naccess:\n  - {{ id: test-refuse-warm, description: d, effect: deny, actions: [read], when: {{ products: [{name}] }} }}\n", StringComparison.Ordinal);
        // Reading is still permitted.
        var conceals = masks.Replace("version: 3.0.0", "version: 5.0.0", StringComparison.Ordinal).Replace(
            "\naccess:\n", $"\naccess:\n  - {{ id: test-conceal-warm, description: d, effect: deny, actions: [discover], when: {{ products: [{name}] }} }}\n", StringComparison.Ordinal);
        try
        {
            for (var run = 0; run < 3; run++)
            {
                Assert.Equal("""[["clear"]]""", (await session.RunAsync(sql)).Data);
            }

            await HoldsAsync(masks, answer => answer.Data == """[["****"]]""");
            Assert.Equal("""[["****"]]""", (await session.RunAsync(sql)).Data);
            await HoldsAsync(refuses, answer => answer.ErrorName == "PERMISSION_DENIED");
            Assert.Equal("PERMISSION_DENIED", (await session.RunAsync(sql)).ErrorName);
            await HoldsAsync(conceals, answer => answer.ErrorName == "TABLE_NOT_FOUND");
            foreach (var hidden in (string[])[sql, $"SELECT count(*) FROM {name} FOR VERSION AS OF 'main'", $"SELECT * FROM payments.\"{name.Split('.')[1]}$snapshots\"", $"EXPLAIN {sql}", $"DESCRIBE {name}"])
            {
                Assert.Contains($"Table 'mesh.{name}' does not exist", (await session.RunAsync(hidden)).Message, StringComparison.Ordinal);
            }

            var concealed = await Eventually.GetAsync(() => mesh.Services.Audit.Where(record => record.PolicyVersion == "5.0.0" && record.Product?.ToString() == name).ToList() is { Count: > 0 } records ? records : null);
            Assert.All(concealed, record => Assert.Equal((false, true), (record.Permit, record.Concealed)));
        }
        finally
        {
            await HoldsAsync(before, answer => answer.Data == """[["clear"]]""");
        }

        async Task HoldsAsync(string bundle, Predicate<TrinoAnswer> holds)
        {
            mesh.Services.Bundle = bundle;
            // The proxy pulls the rules every now and then.
            await Eventually.HoldsAsync(async () => holds(await session.RunAsync(sql)));
        }
    }

    [Fact]
    public async Task All_tables_of_a_query_are_decided_by_one_bundle()
    {
        var (early, late) = ($"payments.early{Interlocked.Increment(ref _made)}", $"payments.late{Interlocked.Increment(ref _made)}");
        foreach (var name in new[] { early, late })
        {
            await mesh.PublishAsync(TestProducts.Product(name, [TestProducts.Column("id", "BIGINT")]), "SELECT 1 AS id");
        }

        var before = mesh.Services.Bundle;
        var (requested, released) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        mesh.Services.Hold = product =>
        {
            if (product != late)
            {
                return Task.CompletedTask;
            }

            requested.TrySetResult();
            return released.Task;
        };
        try
        {
            var query = mesh.Session(mesh.Analyst).RunAsync($"SELECT count(*) FROM {early} JOIN {late} USING (id)");
            await requested.Task.WaitAsync(Patience);
            await HasDecidedAsync(early);
            mesh.Services.Bundle = before.Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal).Replace(
                "\naccess:\n", "\naccess:\n  - { id: test-nothing-more, description: d, effect: deny, actions: [read], when: { product_domains: [payments] } }\n", StringComparison.Ordinal);
            // The proxy has the new bundle once it refuses.
            await RefusesAsync(early, refuses: true);
            released.TrySetResult();
            var answer = await query;

            // What one bundle permitted, the next one ends.
            Assert.Equal("MESH_GRANT_REVOKED", answer.ErrorName);
        }
        finally
        {
            released.TrySetResult();
            mesh.Services.Hold = null;
            mesh.Services.Bundle = before;
            // The other tests need the usual rules.
            await RefusesAsync(early, refuses: false);
        }

        IReadOnlyList<AuditRecord> records = [];
        await Eventually.HoldsAsync(() =>
        {
            records = [.. mesh.Services.Audit.Where(record => record.Permit && record.Action == AuditActions.Read && record.CorrelationId is not null && (record.Product?.ToString() == late))];
            records = [.. mesh.Services.Audit.Where(record => record.Action == AuditActions.Read && records.Any(other => other.CorrelationId == record.CorrelationId))];
            return records.Count >= 2;
        });

        Assert.Equal([(early, "1.0.0"), (late, "1.0.0")], records.Select(record => (record.Product!.Value.ToString(), record.PolicyVersion!)).Order());
    }

    private Task RefusesAsync(string product, bool refuses) => Eventually.HoldsAsync(
        async () => (await mesh.Session(mesh.Analyst).RunAsync($"SELECT * FROM {product}")).ErrorName == "PERMISSION_DENIED" == refuses, $"{product} is refused: {refuses}");

    private static string Caller(string name) => name.Split(' ')[0];

    // The first table is decided while the catalog has not answered about the second.
    private Task HasDecidedAsync(string product) => Eventually.HoldsAsync(() => mesh.Services.Audit.Any(record => record.Product?.ToString() == product));

    private async Task<(string Name, PublishedTable Table)> ShedAsync(string name)
    {
        var product = TestProducts.Product(name, [TestProducts.Column("id", "BIGINT"), TestProducts.Column("customer_email", "STRING", tags: ["not_personal"])], "1.1.0") with
        {
            Stricter = [new StricterTerms { Version = ProductVersion.First, Columns = [new TaggedColumn("customer_email", ["pii.email"])] }],
        };
        return (name, await mesh.PublishAsync(product));
    }

    private async Task<ProductDetails> MakeAsync(DataProductDescriptor descriptor)
    {
        var product = TestProducts.Product(descriptor.Name.ToString(), [.. descriptor.Schema], classification: descriptor.Access.Classification) with { Access = descriptor.Access };
        if (await mesh.Products.Catalog.LoadAsync(MeshStarter.Lake.Tables.ProductTable.Of(product.Name, 1), CancellationToken.None) is null)
        {
            await mesh.PublishAsync(product, descriptor.Name.Product == "case_public" ? "SELECT 'A-1' AS sku, 9.90::DECIMAL(18,2) AS price" : Row);
        }

        return product;
    }
}
