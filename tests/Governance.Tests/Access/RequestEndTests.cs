using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Tests.Audit;
using MeshStarter.Platform.Audit.Records;
using Npgsql;

namespace MeshStarter.Governance.Tests.Access;

/// <summary>Requests that end without a decision: by their time, and by who asked.</summary>
[Collection(AccessTestsDefinition.Name)]
public sealed class RequestEndTests(AccessFixture fixture)
{
    [SkippableFact]
    public async Task Request_whose_end_has_passed_has_lapsed_and_makes_room_for_the_next()
    {
        var product = fixture.NewProduct();
        var form = new AccessRequestForm([product], "For a test", ["order_id"], TimeProvider.System.GetUtcNow().AddHours(1));
        var request = (await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", form, HttpStatusCode.Created))["items"]![0]!["id"]!.GetValue<string>();

        await PassEndAsync("UPDATE access_requests SET until = now() WHERE id = @id", request);
        await UntilLapsedAsync(request);

        Assert.Equal("lapsed", (await ListAsync("analyst", product)).Single()["state"]!.GetValue<string>());
        Assert.Empty((await fixture.SendAsync("orders-owner", HttpMethod.Get, $"/access/requests?to_decide=true&product={product}"))["items"]!.AsArray());
        var refused = await fixture.DecideAsync("orders-owner", request, status: HttpStatusCode.Conflict);
        Assert.Equal($"Request {request} is lapsed: its end has passed before it was decided. Ask again: POST /access/requests.", refused["detail"]!.GetValue<string>());
        await WithdrawAsync("analyst", request, HttpStatusCode.Conflict);
        var next = await fixture.AskAsync("analyst", product, "order_id");
        Assert.Equal([(next, "requested"), (request, "lapsed")], (await ListAsync("analyst", product)).Select(each => (each["id"]!.GetValue<string>(), each["state"]!.GetValue<string>())));
        Assert.Equal("active", (await fixture.DecideAsync("orders-owner", next))["state"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task End_without_an_offset_is_in_UTC_in_each_zone()
    {
        var product = fixture.NewProduct();
        var end = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(30);
        await using var governance = await fixture.StartInZoneAsync("Asia/Tokyo");

        var requested = await CatalogFixture.SendAsync(
            governance, "analyst", HttpMethod.Post, "/access/requests", new { products = new[] { product }, purpose = "For a test", until = end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }, HttpStatusCode.Created);

        Assert.Equal(new DateTimeOffset(end, TimeSpan.Zero), requested["items"]![0]!["until"]!.GetValue<DateTimeOffset>());
    }

    [SkippableFact]
    public async Task Approval_until_the_end_that_the_request_was_answered_with_is_taken()
    {
        var end = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(30).AddTicks(1234567), TimeSpan.Zero);
        var requested = await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", new AccessRequestForm([fixture.NewProduct()], "For a test", ["order_id"], end), HttpStatusCode.Created);
        var request = requested["items"]![0]!;

        var approved = await fixture.SendAsync(
            "orders-owner", HttpMethod.Post, $"/access/requests/{request["id"]}/approve", new AccessDecisionForm("r", request["until"]!.GetValue<DateTimeOffset>()));

        Assert.Equal("active", approved["state"]!.GetValue<string>());
    }

    [SkippableTheory]
    [InlineData("\"tomorrow\"")]
    [InlineData("\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("5")]
    public async Task End_that_is_no_time_is_named(string end)
    {
        var product = fixture.NewProduct();

        var refused = await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", JsonNode.Parse($$"""{ "products": ["{{product}}"], "purpose": "p", "until": {{end}} }"""), HttpStatusCode.BadRequest);

        Assert.Contains("$.until", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Request_lapses_at_the_earlier_end_of_an_approval()
    {
        var request = await fixture.AskAsync("analyst", fixture.NewProduct(), "email");

        await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/requests/{request}/approve", new AccessDecisionForm("r", TimeProvider.System.GetUtcNow().AddHours(1)));
        await PassEndAsync("UPDATE access_decisions SET until = now() WHERE request = @id AND until IS NOT NULL", request);

        await UntilLapsedAsync(request);
        await fixture.DecideAsync("security", request, status: HttpStatusCode.Conflict);
    }

    [SkippableFact]
    public async Task Request_is_withdrawn_by_its_principal_alone_and_is_on_record()
    {
        var product = fixture.NewProduct();
        var request = await fixture.AskAsync("analyst", product, "order_id");
        await WithdrawAsync("payments-owner", request, HttpStatusCode.NotFound);
        await WithdrawAsync("orders-owner", request, HttpStatusCode.Forbidden);

        var withdrawn = await WithdrawAsync("analyst", request, HttpStatusCode.OK);

        Assert.Equal("withdrawn", withdrawn["state"]!.GetValue<string>());
        Assert.Contains("who asked has withdrawn it", (await fixture.DecideAsync("orders-owner", request, status: HttpStatusCode.Conflict))["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        await WithdrawAsync("analyst", request, HttpStatusCode.Conflict);
        await fixture.AskAsync("analyst", product, "order_id");
        Assert.Equal(
            [(AuditActions.AccessRequest, "analyst", true, $"Withdrew request {request}: Because of a test"), (AuditActions.AccessRequest, "orders-owner", false, $"May not withdraw request {request} of analyst. A request is withdrawn by who asked; those who decide about it decline it.")],
            (await fixture.AuditAsync(product)).Where(record => record.Reason.Contains("ithdr", StringComparison.Ordinal)).Select(record => (record.Action, record.Subject, record.Permit, record.Reason)));
    }

    [SkippableFact]
    public async Task Last_person_of_the_security_seat_does_not_suspend_herself()
    {
        fixture.Require();
        await using var governance = await fixture.StartAsync(await fixture.CreateDatabaseAsync());

        // A service, a person who had the role once, and one whom a domain calls so, end no suspension.
        await RecordAsync(governance, "made-up", ["security"], "orders");
        await RecordAsync(governance, "etl", ["security", "service"]);
        await RecordAsync(governance, "former", ["security"]);
        await RecordAsync(governance, "former", ["analyst"]);
        var refused = await SuspendAsync(governance, "security", HttpStatusCode.Conflict);
        Assert.StartsWith("security is not suspended. The last person of the security seat", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty((await fixture.SendAsync("security", HttpMethod.Get, "/access/suspensions", governance: governance))["items"]!.AsArray());

        await RecordAsync(governance, "grace", ["security"]);
        await SuspendAsync(governance, "grace", HttpStatusCode.NoContent);
        await SuspendAsync(governance, "security", HttpStatusCode.Conflict);
        await RecordAsync(governance, "ada", ["security"]);
        await RecordAsync(governance, "ada", ["analyst"], "orders");
        await SuspendAsync(governance, "security", HttpStatusCode.NoContent);
    }

    [SkippableFact]
    public async Task Refused_suspensions_at_the_same_moment_take_no_connection_from_one_another()
    {
        fixture.Require();
        // One of them listens for changes.
        await using var governance = await fixture.StartAsync(await fixture.CreateDatabaseAsync() + ";Maximum Pool Size=4;Timeout=5");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SuspendAsync(governance, "security", HttpStatusCode.Conflict)));

        Assert.Equal(8, (await governance.AuditAsync("limit=1000")).Items.Count(record => record.Reason.StartsWith("May not suspend security.", StringComparison.Ordinal)));
    }

    private Task<JsonObject> SuspendAsync(RunningGovernance governance, string principal, HttpStatusCode status) =>
        fixture.SendAsync("security", HttpMethod.Post, $"/access/principals/{principal}/suspend", new AccessDecisionForm("For a test"), status, governance: governance);

    private Task<JsonObject> WithdrawAsync(string persona, string request, HttpStatusCode status) => fixture.DecideAsync(persona, request, "withdraw", status);

    private async Task<IEnumerable<JsonNode>> ListAsync(string persona, DataProductId product) =>
        (await fixture.SendAsync(persona, HttpMethod.Get, $"/access/requests?product={product}"))["items"]!.AsArray().Select(each => each!);

    private Task UntilLapsedAsync(string request) =>
        Eventually.HoldsAsync(async () => (await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/requests/{request}"))["state"]!.GetValue<string>() == "lapsed");

    // Governance ends a time that is earlier than now as it does one that has passed.
    private async Task PassEndAsync(string update, string request)
    {
        await using var connection = new NpgsqlConnection(fixture.Database);
        Assert.Equal(1, await connection.ExecuteAsync(update, new { id = Guid.Parse(request) }));
    }

    private static async Task RecordAsync(RunningGovernance governance, string subject, string[] roles, string service = "query")
    {
        var token = await governance.ServiceTokenAsync(service, service == "query" ? RunningGovernance.QuerySecret : RunningGovernance.OrdersSecret);
        Assert.Equal(HttpStatusCode.NoContent, (await governance.AppendAsync(token, TestRecord.Of(service, subject) with { Roles = roles })).Status);
    }
}
