using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Catalog.Tests.Running;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;

namespace MeshStarter.Catalog.Tests.Lineage;

/// <summary>The domains of jobs and datasets outside the mesh, and what others may not say of these.</summary>
[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class LineageOwnersTests(CatalogFixture catalog)
{
    private readonly string _domain = "d" + Guid.NewGuid().ToString("N")[..12];

    private string Other => "o" + _domain;

    private string Refusal => $": belongs to another domain, which named it before {Other}. Name a dataset of others among inputs alone, and give your own job or dataset a name of its own.";

    [SkippableFact]
    public async Task Source_of_a_product_is_made_and_described_by_its_domain_alone()
    {
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "orders" });
        await catalog.RegisterAsync(new TestProduct { Domain = Other, Product = "payments" });
        await PublishAsync();

        var made = await ReportAsync(Other, Job(Other, ["mesh " + Other + ".payments"], [Source]));
        var described = await ReportAsync(Other, Described("It is wrong."));

        Assert.Equal((HttpStatusCode.Forbidden, $"dataset:postgres://localhost:{_domain}.shop.orders{Refusal}"), (made.Status, Text(made.Body["detail"])));
        Assert.Equal((HttpStatusCode.Forbidden, $"dataset:postgres://localhost:{_domain}.shop.orders{Refusal}"), (described.Status, Text(described.Body["detail"])));
        Assert.Equal(["orders", "postgres://localhost"], await UpstreamAsync());
        Assert.Equal([$"{Other}.payments"], await BrokenAsync());
        Assert.Equal(HttpStatusCode.Created, (await ReportAsync(_domain, Job(_domain, ["mesh " + _domain + ".raw"], [Source]))).Status);
        Assert.Equal(HttpStatusCode.Created, (await ReportAsync(_domain, Described("It is right."))).Status);
    }

    [SkippableFact]
    public async Task Source_that_another_domain_had_named_is_that_of_the_product_once_it_is_published()
    {
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "orders" });
        await catalog.RegisterAsync(new TestProduct { Domain = Other, Product = "payments" });
        Assert.Equal(HttpStatusCode.Created, (await ReportAsync(Other, Job(Other, ["mesh " + Other + ".payments"], [Source]))).Status);
        Assert.Equal(HttpStatusCode.Created, (await ReportAsync(Other, Described("It is wrong."))).Status);

        await PublishAsync();

        Assert.Equal(["orders", "postgres://localhost"], await UpstreamAsync());
        Assert.Equal([$"{Other}.payments"], await BrokenAsync());
        Assert.DoesNotContain("It is wrong.", (await catalog.GetAsync($"/api/v1/lineage?nodeId=dataset:mesh:{_domain}.orders", catalog.Owner(_domain))).Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await ReportAsync(Other, Job(Other, ["mesh " + Other + ".payments"], [Source]))).Status);
    }

    [SkippableFact]
    public async Task Job_belongs_to_the_domain_that_named_it_first_and_others_read_what_it_makes()
    {
        var lake = $"s3://lake {_domain}/orders";
        Assert.Equal(HttpStatusCode.Created, (await ReportAsync(Other, Job(Other, [lake], ["mesh " + Other + ".payments"]))).Status);
        Assert.Equal(HttpStatusCode.Created, (await ReportAsync(_domain, Job(_domain, [], [lake]))).Status);

        var foreign = Job(_domain, [], ["mesh " + Other + ".payments"]);
        var (_, batch) = await SendAsync(Other, "/batch", new JsonArray(foreign, Job(Other, [lake], ["mesh " + Other + ".payments"])));

        Assert.Equal((1, 0, $"job:airflow:{_domain}.load{Refusal}"), (batch["summary"]!["successful"]!.GetValue<int>(), batch["failed_events"]!.AsArray().Single()!["index"]!.GetValue<int>(), Text(batch["failed_events"]![0]!["reason"])));
        var reading = Job(Other, [lake], ["mesh " + Other + ".payments"]);
        reading["run"] = new JsonObject { ["runId"] = Guid.NewGuid().ToString() };
        reading["eventType"] = "COMPLETE";
        reading["inputs"]![0]!["facets"] = Documentation("As its reader knows it.");
        Assert.Equal(HttpStatusCode.Created, (await ReportAsync(Other, reading)).Status);
        await catalog.RegisterAsync(new TestProduct { Domain = Other, Product = "payments" });
        var graph = (await catalog.GetAsync($"/api/v1/lineage?nodeId=dataset:mesh:{Other}.payments", catalog.Owner(Other))).Body["graph"]!.AsArray();
        Assert.Null(graph.Single(node => Text(node!["id"]) == $"dataset:s3://lake:{_domain}/orders")!["data"]!["facets"]!["documentation"]);
        Assert.Equal(
            "As its reader knows it.",
            Text(graph.Single(node => Text(node!["id"]) == $"job:airflow:{Other}.load")!["data"]!["latestRun"]!["inputs"]![$"dataset:s3://lake:{_domain}/orders"]!["documentation"]!["description"]));
    }

    [SkippableFact]
    public async Task Domain_has_a_bounded_number_of_jobs_and_datasets_outside_the_mesh()
    {
        for (var page = 0; page < 5; page++)
        {
            var (_, taken) = await SendAsync(_domain, "/batch", new JsonArray([.. Enumerable.Range(page * 1_000, 1_000).Select(number => (JsonNode)Described("d", number))]));
            Assert.Equal(1_000, taken["summary"]!["successful"]!.GetValue<int>());
        }

        var (status, problem) = await ReportAsync(_domain, Described("d", 5_000));

        Assert.Equal((HttpStatusCode.Forbidden, $"{_domain} would have more than 5000 jobs and datasets outside namespace mesh. Use the same names in each run."), (status, Text(problem["detail"])));
        Assert.Equal(HttpStatusCode.Created, (await ReportAsync(_domain, Described("e", 4_999))).Status);
        Assert.Equal(HttpStatusCode.Created, (await ReportAsync(Other, Described("d", 5_000))).Status);
    }

    private string Source => $"postgres://localhost {_domain}.shop.orders";

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static JsonObject Documentation(string text) => new() { ["documentation"] = new JsonObject { ["_producer"] = "p", ["_schemaURL"] = "s", ["description"] = text } };

    private static JsonObject Dataset(string written) => new() { ["namespace"] = written.Split(' ')[0], ["name"] = written.Split(' ')[1] };

    private static JsonObject Job(string domain, string[] inputs, string[] outputs) => new()
    {
        ["eventTime"] = "2026-01-31T12:00:00Z",
        ["producer"] = "p",
        ["schemaURL"] = "s",
        ["job"] = new JsonObject { ["namespace"] = "airflow", ["name"] = $"{domain}.load" },
        ["inputs"] = new JsonArray([.. inputs.Select(Dataset)]),
        ["outputs"] = new JsonArray([.. outputs.Select(Dataset)]),
    };

    private JsonObject Described(string text, int? number = null)
    {
        var dataset = Dataset($"{Source}{number}");
        dataset["facets"] = Documentation(text);
        return new() { ["eventTime"] = "2026-01-31T12:00:00Z", ["producer"] = "p", ["schemaURL"] = "s", ["dataset"] = dataset };
    }

    private async Task PublishAsync()
    {
        var report = new BatchReport
        {
            BatchId = "1",
            Version = ProductVersion.First,
            CheckedAt = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
            Rows = 1,
            SnapshotId = 1,
            Results = [],
            Origin = new BatchOrigin("1", [new ReadDataset($"{_domain}.shop.orders", Version: null) { Namespace = "postgres://localhost" }], Columns: null),
        };
        var (status, answer) = await catalog.SendAsync(HttpMethod.Post, $"/products/{_domain}.orders/quality", catalog.Service(_domain), JsonContent.Create(report, options: MeshJson.Options));
        Assert.True(status == HttpStatusCode.NoContent, answer.ToJsonString());
    }

    private Task<(HttpStatusCode Status, JsonObject Body)> ReportAsync(string domain, JsonObject reported) => SendAsync(domain, "", reported);

    private Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(string domain, string path, JsonNode body) =>
        catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage" + path, catalog.Service(domain), new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));

    private async Task<IReadOnlyList<string>> UpstreamAsync()
    {
        var (_, page) = await catalog.GetAsync($"/lineage?node={_domain}.orders&direction=upstream", catalog.Owner(_domain));
        return [.. page["nodes"]!.AsArray().Select(node => Text(node!["id"])).Where(id => id.StartsWith("dataset:", StringComparison.Ordinal))
            .Select(id => id.Contains(":mesh:", StringComparison.Ordinal) ? id[(id.LastIndexOf('.') + 1)..] : id["dataset:".Length..id.LastIndexOf(':')]).Order(StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<string>> BrokenAsync()
    {
        var (status, impact) = await catalog.GetAsync($"/impact?product={Other}.payments&change=retire", catalog.Owner(Other));
        Assert.True(status == HttpStatusCode.OK, impact.ToJsonString());
        return [.. impact["products"]!.AsArray().Select(product => Text(product!["name"])).Where(name => !name.Contains("://", StringComparison.Ordinal))];
    }
}
