using System.Net;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Storage;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Masks;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Portal.Tests;

/// <summary>The page of one product.</summary>
[Trait("Category", "Quick")]
public sealed partial class ProductPageTests : MeshTests
{
    private const string Address = "/products/shop.orders";

    private static readonly DateTimeOffset At = new(2026, 1, 31, 12, 30, 0, TimeSpan.Zero);

    private protected override void SetUp() => Mesh.Add("shop.orders", MadeMesh.Text("{\"number\":1,\"email\":\"****\"}\n"), "SELECT 1 FROM shop.orders");

    [Fact]
    public async Task Product_is_shown_with_owner_accountable_person_columns_and_what_the_reader_gets()
    {
        Answer(profile => profile with
        {
            Product = profile.Product with { Accountable = new AccountablePerson("Ada Lovelace", "ada@example.org"), Description = "Every order\nof the shop" },
            Reading = profile.Reading with
            {
                Columns = [new ReaderColumn("number", null, null), new ReaderColumn("email", "redact", "personal-data")],
                Filters = [new ReaderFilter("own-state", "number", ["1", "2"])],
            },
        });

        var (status, html) = await LoadAsync(Address);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("shop.orders 1.2.3 active confidential source-aligned", PageText.Read(html), StringComparison.Ordinal);
        Assert.Contains("Every order of the shop", PageText.Read(html), StringComparison.Ordinal);
        Assert.Equal(
            "Columns, as you get them You get only rows whose number is 1, 2, by rule own-state . Column You get Type Meaning number clear INTEGER? email masked as **** personal-data STRING? pii.email "
            + "A type with ? may be without a value.",
            Section(html, "columns"));
        Assert.Equal("Owner Team team@example.org Accountable Ada Lovelace ada@example.org Domain shop Registered 1970-01-01 00:00:00 UTC", Section(html, "owner"));
        Assert.Matches("href=\"mailto:ada%40example.org\">ada@<wbr ?/?>example.<wbr ?/?>org</a>", html);
        Assert.Equal("Promises Fresh within 5 minutes", Section(html, "promises"));
        Assert.Contains("href=\"/sql?query=SELECT%201%20FROM%20shop.orders\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_mask_is_shown_in_words()
    {
        foreach (var mask in ColumnMaskKinds.All)
        {
            Answer(profile => profile with { Reading = profile.Reading with { Columns = [new ReaderColumn("number", null, null), new ReaderColumn("email", mask, "personal-data")] } });

            var (_, html) = await LoadAsync(Address);

            Assert.Matches("email masked (as|in) ", Section(html, "columns"));
        }
    }

    [Fact]
    public async Task Retention_is_shown_for_each_store_with_what_went()
    {
        var terms = new RetentionTerms(TimeSpan.FromDays(400), "number");
        Answer(profile => profile with { Product = profile.Product with { Retention = terms } });
        Mesh.Answer("catalog/products/shop.orders/storage", MadeMesh.Json(new ProductStorage([])
        {
            Stores =
            [
                new StoreRetention(1, RetentionStore.Table, terms) { RanAt = At, RemovedAt = At, Removed = 1, TotalRemoved = 1234 },
                new StoreRetention(1, RetentionStore.Stream, terms) { RanAt = At }, new StoreRetention(1, RetentionStore.Outbox, terms) { RanAt = At, RemovedAt = At, Removed = null, TotalRemoved = null },
                new StoreRetention(2, RetentionStore.Table, terms),
            ],
            IsComplete = false,
        }));

        var (_, html) = await LoadAsync(Address);

        Assert.Equal(
            "Retention Table 400 days from number Applied 2026-01-31 12:30:00 UTC. 1 row went 2026-01-31 12:30:00 UTC, 1,234 in all. Stream 400 days from number Applied 2026-01-31 12:30:00 UTC. Nothing went yet. Outbox 400 days from number Applied 2026-01-31 12:30:00 UTC. The last events went 2026-01-31 12:30:00 UTC. "
            + "The domain's service does not answer, or a table cannot be read, so not all stores are known now.",
            Section(html, "retention"));
    }

    [Fact]
    public async Task Checks_days_and_publishes_are_shown()
    {
        QualityCheck unique = new UniqueCheck(["number"]);
        var today = DateOnly.FromDateTime(Mesh.Time.GetUtcNow().UtcDateTime);
        Answer(profile => profile with
        {
            Product = profile.Product with { Quality = new QualityTerms { Checks = [unique, new NotNullCheck(["email"])] } },
            Quality = new QualityHistory
            {
                Checks = [new CheckStatus(new CheckResult { Check = unique, Outcome = CheckOutcome.Failed, FailingRows = 2, Reason = "2 rows: number is there twice." }, At)],
                Publishing = new PublishingState(At.AddHours(1)),
                Days =
                [
                    new QualityDay { Day = today, Batches = 3, Rows = 3_988, Quarantined = 1, Checks = [new CheckTally { Check = unique, Passed = 2, Failed = 1, Broken = 0, FailingRows = 2 }] },
                    new QualityDay { Day = today.AddDays(-1), Batches = 4, Rows = 9, Quarantined = 0, Checks = [new CheckTally { Check = unique, Passed = 4, Failed = 0, Broken = 0, FailingRows = null }] },
                    new QualityDay { Day = today.AddDays(-2), Batches = 1, Rows = null },
                ],
            },
            Publishes =
            [
                new BatchSummary { BatchId = "2", Version = ProductVersion.First, CheckedAt = At, Rows = 3_988, Batches = 1, DurationMs = 2_500, SnapshotId = 77 },
                new BatchSummary { BatchId = "1", Version = ProductVersion.First, CheckedAt = At.AddMinutes(-1), Rows = 1, Batches = 1 },
                new BatchSummary { BatchId = "", Version = ProductVersion.First, CheckedAt = At.AddMinutes(-2), Rows = null, Batches = 1, SnapshotId = 76 },
            ],
        });

        var (_, html) = await LoadAsync(Address);

        Assert.Contains("New rows do not reach readers since 2026-01-31 13:30:00 UTC.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.StartsWith("Quality Check Last batch 30 days unique number failed 2026-01-31 12:30:00 UTC 2 rows: number is there twice. See the cause (check unique:number) not_null email not run yet By day", Section(html, "quality"), StringComparison.Ordinal);
        Assert.Contains($"{today:yyyy-MM-dd} 3 3,988 1 {today.AddDays(-1):yyyy-MM-dd} 4 9 0 {today.AddDays(-2):yyyy-MM-dd} 1 – 0 1 batch of these days was quarantined. Its domain's people see why: mesh quarantine shop.orders@1", Section(html, "quality"), StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Did not pass 1 of 7 batches, on 1 of 2 days\"", html, StringComparison.Ordinal);
        Assert.Equal("Last publishes When Rows Duration Result 2026-01-31 12:30:00 UTC 3,988 2.5 s snapshot 77 2026-01-31 12:29:00 UTC 1 – quarantined 2026-01-31 12:28:00 UTC – – snapshot 76", Section(html, "publishes"));
    }

    [Fact]
    public async Task Reader_without_access_sees_the_contract_and_the_reason()
    {
        Answer(profile => profile with { Reading = profile.Reading with { MayRead = false, MayReadFiles = false, Reason = "No rule permits it." } });

        var (_, html) = await LoadAsync(Address);

        Assert.StartsWith("Columns, as you get them You may not read its rows: no rule permits it to you. Ask for access. Column You get", Section(html, "columns"), StringComparison.Ordinal);
        Assert.Equal("Sample rows You may not read its rows: no rule permits it to you. Ask for access.", Section(html, "sample"));
        Assert.Equal("Connect You may not read its rows: no rule permits it to you. Ask for access.", Section(html, "connect"));
    }

    [Fact]
    public async Task Snippets_have_the_readers_own_name_and_addresses()
    {
        var (_, html) = await LoadAsync(Address);

        var connect = Section(html, "connect");
        Assert.Contains($"export MESH_TOKEN=$(curl -s {Mesh.Url("governance")}dev/token -H 'Content-Type: application/json' -d '{{\"persona\":\"analyst\"}}'", connect, StringComparison.Ordinal);
        Assert.Contains("It is valid for 15 minutes, unless the mesh sets another time.", connect, StringComparison.Ordinal);
        Assert.Contains($"printf 'Authorization: Bearer %s' \"$MESH_TOKEN\" | curl -s {Mesh.Url("query")}query -H @- -H 'Content-Type: text/plain' --data-raw 'SELECT * FROM shop.orders LIMIT 10'", connect, StringComparison.Ordinal);
        Assert.Contains($"uri=\"{Mesh.Url("catalog")}iceberg\", warehouse=\"shop\"", connect, StringComparison.Ordinal);
        Assert.Contains("mesh.load_table(\"shop.orders_v1\")", connect, StringComparison.Ordinal);
        // Without an HTTPS address of the query proxy.
        Assert.DoesNotContain("JDBC", connect, StringComparison.Ordinal);
        Assert.Contains("Ports table http://localhost:4711/products/made/table", connect, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ports_that_are_read_by_address_have_a_snippet_each()
    {
        Answer(profile => profile with
        {
            Product = profile.Product with
            {
                Ports = [.. Enum.GetValues<PortType>().Select(port => new PortLocation(port, $"http://localhost:4711/products/made/{WireNames.Of(port)}"))],
            },
        });

        var (_, html) = await LoadAsync(Address);

        var connect = Section(html, "connect");
        Assert.Contains(
            "Stream CloudEvents, from the first. printf 'Authorization: Bearer %s' \"$MESH_TOKEN\" | curl -s -H @- 'http://localhost:4711/products/made/stream?limit=10'",
            connect,
            StringComparison.Ordinal);
        Assert.Contains(
            "REST Pages of rows, filtered by values of columns. printf 'Authorization: Bearer %s' \"$MESH_TOKEN\" | curl -s -H @- 'http://localhost:4711/products/made/rest?limit=10'",
            connect,
            StringComparison.Ordinal);
        Assert.DoesNotContain("made/table?limit=10", connect, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snippet_for_the_files_is_for_readers_of_files_only()
    {
        Answer(profile => profile with { Reading = profile.Reading with { MayReadFiles = false } });

        var (_, html) = await LoadAsync(Address);

        Assert.DoesNotContain("PyIceberg", Section(html, "connect"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_switched_and_compared_by_forms()
    {
        ContractChange change = new("schema.city", "The column is new and optional.", ChangeImpact.Minor);
        Answer(profile => profile with
        {
            Product = profile.Product with { Lifecycle = Major(1, MajorVersionState.Deprecated) },
            Versions =
            [
                new VersionSummary { Version = new ProductVersion(2, 0, 0), State = MajorVersionState.Active, IsDefault = true, RegisteredAt = At, Previous = new ProductVersion(1, 2, 3), Changes = [change] },
                new VersionSummary { Version = new ProductVersion(1, 2, 3), State = MajorVersionState.Deprecated, IsDefault = false, RegisteredAt = At, Changes = [] },
            ],
        });
        Mesh.Answer("catalog/products/shop.orders/changes", MadeMesh.Json(new VersionChanges(new ProductVersion(2, 0, 0), new ProductVersion(1, 2, 3), ChangeImpact.Breaking, [change with { Impact = ChangeImpact.Breaking, Message = "The column is gone." }])));

        var (_, html) = await LoadAsync(Address + "?version=1.2.3&from=2.0.0");

        Assert.Equal(
            "Versions From 2.0.0 to 1.2.3 breaking schema.city The column is gone. Compare 1.2.3 with 2.0.0 Compare "
            + "2.0.0 active in use registered 2026-01-31 12:30:00 UTC Changes since 1.2.3: minor schema.city The column is new and optional. "
            + "1.2.3 deprecated registered 2026-01-31 12:30:00 UTC The first one.",
            Section(html, "versions"));
        Assert.Contains("Version 1 is deprecated and can be read until 2026-06-01 00:00:00 UTC. Read the version in use instead.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("SELECT * FROM shop.\"orders@1\" LIMIT 10", Section(html, "connect"), StringComparison.Ordinal);
        Assert.Contains("<a href=\"/lineage?node=shop.orders@1\">Open the picture</a>", html, StringComparison.Ordinal);
        Assert.Matches("<select id=\"version\" name=\"version\">\\s*<option value=\"2.0.0\">2.0.0 \\(active\\)</option>\\s*<option value=\"1.2.3\" selected>", html);
    }

    [Fact]
    public async Task Neighbours_are_links_and_declared_inputs_that_were_not_read_are_named()
    {
        Answer(profile => profile with { Product = profile.Product with { Inputs = [DataProductId.Parse("shop.parcels"), DataProductId.Parse("depot.stock")] } });
        Mesh.Answer("catalog/lineage", Lineage([("mesh", "depot.stock"), ("mesh", "shop.outbox"), ("postgres://shop", "orders")], [("mesh", "depot.days@1")]));

        var (_, html) = await LoadAsync(Address);

        Assert.Equal("Lineage What a change breaks Open the picture Made of depot.stock shop.outbox orders in postgres://shop Declared, and not read yet shop.parcels Used by depot.days@1", Section(html, "lineage"));
        Assert.Contains("href=\"/products/depot.days@1\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/lineage?node=dataset%3Amesh%3Ashop.outbox\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consumers_have_names_and_purposes_where_the_catalog_gives_them()
    {
        Answer(profile => profile with
        {
            Consumers = new ProductConsumers
            {
                Count = 1,
                Domains = [new ConsumerDomain("depot", 1)],
                Subscriptions = [new ConsumerSubscription { Consumer = "depot", ConsumerDomain = "depot", Major = 1, Purpose = "stock", SubscribedAt = At, Acknowledged = 1 }],
            },
        });
        var (_, named) = await LoadAsync(Address);
        Answer(profile => profile with { Consumers = new ProductConsumers { Count = 3, Domains = [new ConsumerDomain(null, 1), new ConsumerDomain("depot", 2)] } });
        var (_, counted) = await LoadAsync(Address);

        Assert.Equal("Consumers and queries depot 1 Consumer Domain Version Purpose Since depot depot 1 stock 2026-01-31 12:30:00 UTC Queries of the last 30 days", Section(named, "consumers"));
        Assert.Equal("Consumers and queries no domain 1 depot 2 Names and purposes are for its owner and auditors. Queries of the last 30 days", Section(counted, "consumers"));
    }

    [Fact]
    public async Task Product_without_consumers_shows_the_queries_that_read_it()
    {
        Answer(profile => profile);
        Mesh.Answer("catalog/products/shop.orders/queries", MadeMesh.Json(new ProductQueries { Product = DataProductId.Parse("shop.orders"), Since = At, Total = 34, Domains = [new("analytics", 30, 2), new(null, 4, 1)] }));

        var (_, html) = await LoadAsync(Address);

        Assert.Equal("Consumers and queries No service subscribes to it. 34 queries of the last 30 days by analytics (30), no domain (4)", Section(html, "consumers"));
        Assert.Contains("Lineage Queries 34 Versions", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_named_with_what_they_do()
    {
        Answer(profile => profile with
        {
            Rules =
            [
                new ProductRule { Id = "personal-data", Effect = "mask", Description = "Personal data is hidden.", Columns = ["email"], AppliesToCaller = true },
                new ProductRule { Id = "owner-reads", Effect = "permit", Description = "Owners read.", Actions = ["read"], AppliesToCaller = false },
                new ProductRule { Id = "described", Effect = "registration", Description = "Columns are described.", Findings = ["schema[0].description: It is missing."] },
            ],
        });

        var (_, html) = await LoadAsync(Address);

        Assert.Equal(
            "Rules of the mesh that it meets Access Rule Effect Meaning For you personal-data mask email Personal data is hidden. applies owner-reads permit read Owners read. "
            + "Contract Rule Meaning Result described Columns are described. warns schema[0].description: It is missing.",
            Section(html, "rules"));
        Assert.Contains("id=\"rule-personal-data\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_of_a_hostile_descriptor_are_shown_as_text()
    {
        const string Hostile = "<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)> \u001b[2J \u202e \"' onmouseover=alert(4) {{7*7}}";
        Answer(profile => profile with
        {
            Product = profile.Product with
            {
                Description = Hostile,
                Owner = "javascript:alert(5)",
                Consumer = Hostile,
                Accountable = new AccountablePerson(Hostile, "ada@example.org?bcc=x@example.org&body=\"><script>alert(6)</script>"),
                Schema = [new ColumnDefinition { Name = "number", Type = ColumnType.Parse("INTEGER"), Description = Hostile }],
                Examples = [Hostile],
                Quality = new QualityTerms { Checks = [new SqlCheck(Hostile)] },
                Ports = [new PortLocation(PortType.Rest, "javascript:alert(7)")],
            },
            Quality = new QualityHistory { Checks = [new CheckStatus(new CheckResult { Check = new SqlCheck(Hostile), Outcome = CheckOutcome.Failed, Reason = Hostile }, At)], Days = [] },
            Versions = [profile.Versions[0] with { Previous = ProductVersion.First, Changes = [new ContractChange(Hostile, Hostile, ChangeImpact.Patch)] }],
            Consumers = new ProductConsumers
            {
                Count = 1,
                Domains = [new ConsumerDomain(Hostile, 1)],
                Subscriptions = [new ConsumerSubscription { Consumer = Hostile, ConsumerDomain = Hostile, Major = 1, Purpose = Hostile, SubscribedAt = At, Acknowledged = 1 }],
            },
            Rules = [new ProductRule { Id = "r", Effect = "mask", Description = Hostile, Columns = [Hostile] }, new ProductRule { Id = "s", Effect = "registration", Description = Hostile, Findings = [Hostile] }],
        });
        Mesh.Answer("catalog/lineage", Lineage([(Hostile, Hostile)], []));

        var (status, html) = await LoadAsync(Address);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)> \\u001b[2J \\u202e", WebUtility.HtmlDecode(Lede().Match(html).Value), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u001b', html);
        Assert.DoesNotContain('\u202e', html);
        Assert.DoesNotMatch(ScriptLink(), html);
        // An attribute's value never ends early, so nothing of it becomes a handler of events.
        Assert.DoesNotMatch(Handler(), html);
    }

    [Fact]
    public async Task Contract_is_downloaded_as_the_reader()
    {
        Mesh.Answer("catalog/products/shop.orders/contract", context =>
        {
            Assert.Equal("?format=odcs&version=1.2.3", context.Request.QueryString.Value);
            Assert.Equal("Bearer analyst-at-catalog", context.Request.Headers.Authorization.ToString());
            context.Response.ContentType = "application/yaml; charset=utf-8";
            context.Response.Headers.ContentDisposition = "attachment; filename=x.odcs.yaml; filename*=UTF-8''x.odcs.yaml";
            return context.Response.Body.WriteAsync("apiVersion: v3.1.0"u8.ToArray(), context.RequestAborted).AsTask();
        });
        var (_, html) = await LoadAsync(Address);
        var link = WebUtility.HtmlDecode(Download().Match(html).Groups["href"].Value);
        Assert.Equal("/products/shop.orders/contract?format=odcs&version=1.2.3", link);

        var (status, text) = await LoadAsync(link);

        Assert.Equal((HttpStatusCode.OK, "apiVersion: v3.1.0"), (status, text));
    }

    private static MajorVersionStatus Major(int number, MajorVersionState state) => new()
    {
        Major = number,
        Version = new ProductVersion(number, 0, 0),
        State = state,
        IsDefault = false,
        ActiveFrom = DateTimeOffset.UnixEpoch,
        RetiresAt = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero),
        Successor = "shop.orders@2",
    };

    // The datasets in each direction, with the product itself and the job between.
    private static RequestDelegate Lineage((string Space, string Name)[] upstream, (string Space, string Name)[] downstream) => context =>
    {
        var direction = context.Request.Query["direction"].ToString();
        Assert.Equal($"?node=shop.orders@1&direction={direction}&depth=1&limit=5000", context.Request.QueryString.Value);
        var (datasets, distance) = direction == "upstream" ? (upstream, -1) : (downstream, 1);
        return MadeMesh.Json(LineageTests.Page with
        {
            Nodes =
            [
                Node(LineageItemType.Product, "mesh", "shop.orders", 0),
                .. datasets.Select(dataset => Node(LineageItemType.Dataset, dataset.Space, dataset.Name, distance)),
                Node(LineageItemType.Job, "mesh", "shop.orders.publish", distance),
            ],
        })(context);
    };

    private static LineageItem Node(LineageItemType type, string space, string name, int distance) =>
        new() { Id = $"{(type == LineageItemType.Job ? "job" : "dataset")}:{space}:{name}", Type = type, Namespace = space, Name = name, Distance = distance };

    private static string Section(string html, string id) =>
        PageText.Read(Regex.Match(html, $"<section class=\"card\" id=\"{id}\".*?</section>", RegexOptions.Singleline, TimeSpan.FromMinutes(1)).Value);

    private void Answer(Func<ProductProfile, ProductProfile> change) => Mesh.Answer("catalog/products/shop.orders/profile", MadeMesh.Json(change(Mesh.ProfileOf("shop.orders"))));

    [GeneratedRegex("<p class=\"lede.*?</p>", RegexOptions.Singleline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Lede();

    [GeneratedRegex("(href|src|action)=\"\\s*javascript:", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex ScriptLink();

    [GeneratedRegex("<[a-z][^<>]*\\son[a-z]+=[^<>]*>", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Handler();

    [GeneratedRegex("<a href=\"(?<href>[^\"]*format=odcs[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Download();
}
