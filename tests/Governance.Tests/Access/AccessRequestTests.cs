using System.Net;
using System.Net.Http.Json;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Access;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Governance.Tests.Access;

/// <summary>Requests for access and the decisions about them.</summary>
[Collection(AccessTestsDefinition.Name)]
public sealed class AccessRequestTests(AccessFixture fixture)
{
    [SkippableFact]
    public async Task Request_for_columns_without_personal_data_is_granted_by_the_owner()
    {
        var product = fixture.NewProduct();
        var request = await fixture.AskAsync("analyst", product, "order_id");

        var decided = await fixture.DecideAsync("orders-owner", request);

        Assert.Equal("active", decided["state"]!.GetValue<string>());
        var grants = await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/grants?product={product}");
        var grant = Assert.Single(grants["items"]!.AsArray())!;
        Assert.Equal((decided["grant"]!.GetValue<string>(), "active"), (grant["id"]!.GetValue<string>(), grant["state"]!.GetValue<string>()));
        Assert.Equal("""[{"name":"order_id","tags":[]}]""", grant["columns"]!.ToJsonString());
        Assert.Equal(["access_decide", "access_decide", "access_request"], (await fixture.AuditAsync(product)).Select(record => record.Action).Where(action => action != AuditActions.Audit));
    }

    [SkippableTheory]
    [InlineData("orders-owner", "security")]
    [InlineData("security", "orders-owner")]
    public async Task Personal_data_needs_the_security_seat_and_the_owner(string first, string second)
    {
        var request = await fixture.AskAsync("analyst", fixture.NewProduct());
        var half = await fixture.DecideAsync(first, request);
        Assert.Equal(("requested", true), (half["state"]!.GetValue<string>(), half["needs_security"]!.GetValue<bool>()));
        Assert.Equal("active", (await fixture.DecideAsync(second, request))["state"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Personal_data_that_came_after_the_request_needs_the_security_seat_too()
    {
        var product = fixture.NewProduct();
        var request = await fixture.AskAsync("analyst", product, "total");
        fixture.Catalog.Register(product.ToString(), Classification.Confidential, "1.1.0", AccessFixture.Column("order_id"), AccessFixture.Column("total", "pii"), AccessFixture.Column("email", "pii"), AccessFixture.Column("n"));

        Assert.Equal("requested", (await fixture.DecideAsync("orders-owner", request))["state"]!.GetValue<string>());
        Assert.Equal("active", (await fixture.DecideAsync("security", request))["state"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Approval_of_the_security_seat_does_not_count_for_personal_data_that_came_after_it()
    {
        var product = fixture.NewProduct();
        var request = await fixture.AskAsync("analyst", product);
        await fixture.DecideAsync("security", request);
        fixture.Catalog.Register(product.ToString(), Classification.Confidential, "1.1.0", AccessFixture.Column("order_id"), AccessFixture.Column("email", "pii.email"), AccessFixture.Column("ssn", "pii"), AccessFixture.Column("n"));

        var refused = await fixture.DecideAsync("orders-owner", request, status: HttpStatusCode.Conflict);
        Assert.Contains("have personal data: ssn. Decline the request", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("requested", (await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/requests/{request}"))["state"]!.GetValue<string>());

        await fixture.DecideAsync("orders-owner", request, "decline");
        var again = await fixture.AskAsync("analyst", product);
        await fixture.DecideAsync("security", again);
        Assert.Equal("active", (await fixture.DecideAsync("orders-owner", again))["state"]!.GetValue<string>());
    }

    // Without the member that is meant the request would be for all columns, and its end 90 days away.
    [SkippableFact]
    public async Task Misspelt_member_is_refused_and_nothing_is_requested_or_approved()
    {
        var product = fixture.NewProduct();
        var columns = await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", new { products = new[] { product.ToString() }, purpose = "For a test", column = new[] { "order_id" } }, HttpStatusCode.BadRequest);
        var until = await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", new { products = new[] { product.ToString() }, purpose = "For a test", untill = "2026-12-01T00:00:00Z" }, HttpStatusCode.BadRequest);
        var request = await fixture.AskAsync("analyst", product, "order_id");
        var approval = await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/requests/{request}/approve", new { reason = "For a test", untl = "2026-12-01T00:00:00Z" }, HttpStatusCode.BadRequest);

        Assert.Equal(
            ["The JSON body has a member \"column\", which is not known here. Did you mean columns?", "The JSON body has a member \"untill\", which is not known here. Did you mean until?", "The JSON body has a member \"untl\", which is not known here. Did you mean until?"],
            new[] { columns, until, approval }.Select(problem => problem["detail"]!.GetValue<string>()));
        Assert.Equal(request, Assert.Single((await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/requests?product={product}"))["items"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal("requested", (await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/requests/{request}"))["state"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Declined_request_stays_declined_and_can_be_made_again()
    {
        var product = fixture.NewProduct();
        var request = await fixture.AskAsync("analyst", product);
        Assert.Equal("declined", (await fixture.DecideAsync("security", request, "decline"))["state"]!.GetValue<string>());
        await fixture.DecideAsync("orders-owner", request, status: HttpStatusCode.Conflict);
        Assert.NotEqual(request, await fixture.AskAsync("analyst", product));
    }

    [SkippableFact]
    public async Task Request_is_not_decided_by_who_made_it_another_domain_or_a_service()
    {
        var product = fixture.NewProduct();
        var own = await fixture.AskAsync("orders-owner", product, "order_id");
        var refused = await fixture.DecideAsync("orders-owner", own, status: HttpStatusCode.Forbidden);
        Assert.Equal("The principal of a request does not decide about it.", refused["detail"]!.GetValue<string>());
        await fixture.DecideAsync("payments-owner", own, status: HttpStatusCode.NotFound);
        await fixture.DecideAsync("auditor", own, status: HttpStatusCode.Forbidden);
        await fixture.DecideAsync("security", own, status: HttpStatusCode.Forbidden);
        await fixture.SendAsync("orders", HttpMethod.Post, $"/access/requests/{own}/approve", new AccessDecisionForm("r"), HttpStatusCode.Forbidden, RunningGovernance.OrdersSecret);
        Assert.Equal(4, (await fixture.AuditAsync(product)).Count(record => record is { Permit: false, Action: "access_decide" }));
    }

    [SkippableFact]
    public async Task Column_that_no_grant_shows_is_not_requested_by_who_reads_the_product()
    {
        var product = fixture.NewProduct(Classification.Internal);
        var rules = $"- {{ id: totals-are-hidden, description: d, effect: mask, columns: {{ names: [total] }}, mask: nullify, when: {{ products: [{product}] }} }}";
        await fixture.SendAsync("orders-owner", HttpMethod.Post, "/policy/tightenings", new PolicyTighteningForm(rules, "For a test", product), HttpStatusCode.Created);

        var refused = await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", new AccessRequestForm([product], "p", ["email", "total"]), HttpStatusCode.BadRequest);

        Assert.StartsWith($"columns: total of {product} is masked by rule ", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.EndsWith("totals-are-hidden, and no grant shows it. Ask without it, or ask the owner about the rule.", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        _ = await fixture.AskAsync("analyst", product, "email");
    }

    [SkippableFact]
    public async Task Product_that_may_not_be_discovered_is_answered_as_an_absent_one()
    {
        var hidden = fixture.NewProduct(Classification.Restricted);
        var absent = new DataProductId("orders", "absent");
        var answers = new List<string>();
        foreach (var product in new[] { hidden, absent })
        {
            var answer = await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", new AccessRequestForm([product], "p", ["email"]), HttpStatusCode.NotFound);
            answer.Remove("trace_id");
            answer.Remove("traceId");
            answers.Add(answer.ToJsonString().Replace(product.ToString(), "product", StringComparison.Ordinal));
        }

        Assert.Equal(answers[0], answers[1]);
        await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/effective?product={hidden}", status: HttpStatusCode.NotFound);
        await fixture.AskAsync("auditor", hidden);
    }

    [SkippableFact]
    public async Task Columns_of_a_major_version_that_may_not_be_discovered_are_not_there()
    {
        var product = fixture.NewProduct();
        fixture.Catalog.Register(product.ToString(), Classification.Confidential, "1.0.0", AccessFixture.Column("order_id"), AccessFixture.Column("total"));
        fixture.Catalog.Register(product.ToString(), Classification.Restricted, "2.0.0", AccessFixture.Column("order_id"), AccessFixture.Column("secret_column", "pii"));
        async Task<string?> RefusedAsync(string column) =>
            (await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", new AccessRequestForm([product], "p", [column]), HttpStatusCode.BadRequest))["detail"]!.GetValue<string>();

        Assert.Equal((await RefusedAsync("absent_column"))!.Replace("absent", "secret", StringComparison.Ordinal), await RefusedAsync("secret_column"));

        var whole = await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", new AccessRequestForm([product], "p"), HttpStatusCode.Created);
        Assert.False(whole["items"]![0]!["needs_security"]!.GetValue<bool>());
        // What is granted is decided about all of the product all the same.
        Assert.Equal("requested", (await fixture.DecideAsync("orders-owner", whole["items"]![0]!["id"]!.GetValue<string>()))["state"]!.GetValue<string>());
    }

    [SkippableTheory]
    [InlineData("/access/requests?prodcut=orders.orders")]
    [InlineData("/access/grants?subject=analyst")]
    [InlineData("/proposals?status=open")]
    [InlineData("/policy/versions?after=1")]
    public async Task Misspelt_parameter_is_refused(string address)
    {
        Assert.Contains("is no parameter here", (await fixture.SendAsync("auditor", HttpMethod.Get, address, status: HttpStatusCode.BadRequest))["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Request_of_several_products_is_made_of_all_or_none()
    {
        var (one, two) = (fixture.NewProduct(), fixture.NewProduct());
        await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", new AccessRequestForm([one, new DataProductId("orders", "absent")], "p"), HttpStatusCode.NotFound);
        Assert.Empty((await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/requests?product={one}"))["items"]!.AsArray());
        Assert.Equal(2, (await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", new AccessRequestForm([one, two], "p"), HttpStatusCode.Created))["items"]!.AsArray().Count);
        await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", new AccessRequestForm([two], "p"), HttpStatusCode.Conflict);
    }

    [SkippableTheory]
    [InlineData("""{"products":[],"purpose":"p"}""", "products")]
    [InlineData("""{"products":["orders.x"],"purpose":" "}""", "purpose")]
    [InlineData("""{"products":["orders.x"],"purpose":"a\u0007"}""", "purpose")]
    [InlineData("""{"products":["orders.x"],"purpose":"p","columns":[]}""", "columns")]
    [InlineData("""{"products":["orders.x","orders.y"],"purpose":"p","columns":["a"]}""", "columns")]
    [InlineData("""{"products":["orders.x"],"purpose":"p","until":"2020-01-01T00:00:00Z"}""", "until")]
    [InlineData("""{"products":["orders.x"],"purpose":"p","until":"2999-01-01T00:00:00Z"}""", "until")]
    public async Task Bad_request_names_the_field(string json, string field)
    {
        using var response = await fixture.Running.SendAsync(HttpMethod.Post, "/access/requests", await fixture.Running.PersonaTokenAsync("analyst"), new StringContent(json, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"detail\":\"{field}", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Approval_may_shorten_and_not_widen()
    {
        var request = await fixture.AskAsync("analyst", fixture.NewProduct(), "order_id");
        var now = TimeProvider.System.GetUtcNow();
        await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/requests/{request}/approve", new AccessDecisionForm("r", now.AddDays(300)), HttpStatusCode.BadRequest);
        var granted = await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/requests/{request}/approve", new AccessDecisionForm("r", now.AddDays(2)));
        var grant = await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/grants/{granted["grant"]}");
        Assert.True(grant["until"]!.GetValue<DateTimeOffset>() <= now.AddDays(2));
        Assert.Equal((grant["until"]!.GetValue<DateTimeOffset>(), true), (granted["granted_until"]!.GetValue<DateTimeOffset>(), granted["until"]!.GetValue<DateTimeOffset>() > now.AddDays(2)));
    }

    [SkippableFact]
    public async Task Simultaneous_decisions_of_a_seat_are_one()
    {
        var product = fixture.NewProduct();
        var request = await fixture.AskAsync("analyst", product, "order_id");
        var token = await fixture.Running.PersonaTokenAsync("orders-owner");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            using var response = await fixture.Running.SendAsync(HttpMethod.Post, $"/access/requests/{request}/{(i % 2 == 0 ? "approve" : "decline")}", token,
                System.Net.Http.Json.JsonContent.Create(new AccessDecisionForm("r"), options: MeshJson.Options));
            return response.StatusCode;
        }));
        Assert.Single(answers, status => status == HttpStatusCode.OK);
        Assert.Equal(5, answers.Count(status => status == HttpStatusCode.Conflict));
        Assert.True((await fixture.SendAsync("analyst", HttpMethod.Get, $"/access/grants?product={product}"))["items"]!.AsArray().Count <= 1);
    }

    [SkippableFact]
    public async Task Requests_to_decide_are_those_of_the_callers_seat()
    {
        var product = fixture.NewProduct();
        var request = await fixture.AskAsync("analyst", product);
        async Task<bool> MustDecideAsync(string persona) =>
            (await fixture.SendAsync(persona, HttpMethod.Get, $"/access/requests?to_decide=true&product={product}"))["items"]!.AsArray().Any(item => item!["id"]!.GetValue<string>() == request);
        Assert.True(await MustDecideAsync("orders-owner"));
        Assert.True(await MustDecideAsync("security"));
        Assert.False(await MustDecideAsync("payments-owner"));
        Assert.False(await MustDecideAsync("auditor"));
        Assert.False(await MustDecideAsync("analyst"));
        await fixture.DecideAsync("security", request);
        Assert.False(await MustDecideAsync("security"));
        Assert.True(await MustDecideAsync("orders-owner"));
        await fixture.SendAsync("payments-owner", HttpMethod.Get, $"/access/requests/{request}", status: HttpStatusCode.NotFound);
    }

    [SkippableFact]
    public async Task Page_of_requests_to_decide_has_no_more_than_its_limit()
    {
        List<string> requests = [];
        for (var request = 0; request < 4; request++)
        {
            requests.Add(await fixture.AskAsync("analyst", fixture.NewProduct()));
        }

        // It waits for the security seat.
        await fixture.DecideAsync("orders-owner", requests[3]);

        var first = await fixture.SendAsync("orders-owner", HttpMethod.Get, "/access/requests?to_decide=true&limit=2");
        var second = await fixture.SendAsync("orders-owner", HttpMethod.Get, $"/access/requests?to_decide=true&limit=1&before={first["next"]}");

        Assert.Equal([requests[2], requests[1], requests[0]], first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => item!["id"]!.GetValue<string>()));
        Assert.Equal(2, first["items"]!.AsArray().Count);
    }

    [SkippableFact]
    public async Task Catalog_that_is_silent_keeps_requests_from_being_made_and_not_grants_from_being_revoked()
    {
        var grant = await fixture.GrantAsync("analyst", fixture.NewProduct());
        fixture.Catalog.IsUp = false;
        try
        {
            await fixture.SendAsync("analyst", HttpMethod.Post, "/access/requests", new AccessRequestForm([fixture.NewProduct()], "p"), HttpStatusCode.ServiceUnavailable);
            await fixture.SendAsync("orders-owner", HttpMethod.Post, $"/access/grants/{grant}/revoke", new AccessDecisionForm("r"));
        }
        finally
        {
            fixture.Catalog.IsUp = true;
        }
    }

    [Fact]
    public void Person_with_both_seats_decides_in_one_of_them()
    {
        var both = new Principal("eve", "orders", ["owner", "security"], []);
        var request = new AccessRequest
        {
            Id = Guid.NewGuid(),
            Principal = "analyst",
            Product = new DataProductId("orders", "orders"),
            Purpose = "p",
            Until = DateTimeOffset.MaxValue,
            State = AccessState.Requested,
            NeedsSecurity = true,
            RequestedAt = DateTimeOffset.UnixEpoch,
        };
        Assert.Equal(AccessSeat.Owner, AccessSeats.Next(both, request));
        Assert.Null(AccessSeats.Next(both, request with { Decisions = [new AccessDecision(AccessSeat.Owner, "eve", Approved: true, "r", DateTimeOffset.UnixEpoch)] }));
        Assert.Null(AccessSeats.Next(both with { Roles = ["owner", "security", "service"] }, request));
        Assert.Null(AccessSeats.Next(both with { Subject = "analyst" }, request));
        Assert.Null(AccessSeats.Next(both with { Roles = ["security"] }, request with { NeedsSecurity = false }));
    }

    [Theory]
    [InlineData(0, AccessState.Active)]
    [InlineData(22, AccessState.Active)]
    [InlineData(23, AccessState.Expiring)]
    [InlineData(29.99, AccessState.Expiring)]
    [InlineData(30, AccessState.Expired)]
    public void Grant_of_30_days_is_expiring_in_its_last_week(double days, AccessState expected) =>
        Assert.Equal(expected, AccessDuration.StateAt(DateTimeOffset.UnixEpoch.AddDays(days), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(30)));

    [SkippableFact]
    public async Task Refused_decisions_at_the_same_moment_take_no_connection_from_one_another()
    {
        var product = fixture.NewProduct();
        // One of them listens for changes.
        await using var governance = await fixture.StartAsync(await fixture.CreateDatabaseAsync() + ";Maximum Pool Size=4;Timeout=5");
        var request = (await CatalogFixture.SendAsync(governance, "analyst", HttpMethod.Post, "/access/requests", new AccessRequestForm([product], "For a test"), HttpStatusCode.Created))["items"]![0]!["id"];
        await CatalogFixture.SendAsync(governance, "orders-owner", HttpMethod.Post, $"/access/requests/{request}/approve", new AccessDecisionForm("r"));
        var token = await governance.PersonaTokenAsync("orders-owner");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var response = await governance.SendAsync(HttpMethod.Post, $"/access/requests/{request}/approve", token, JsonContent.Create(new AccessDecisionForm("r"), options: MeshJson.Options));
            return response.StatusCode;
        }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.Forbidden, status));
    }
}
