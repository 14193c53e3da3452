using System.Net;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>Answers of ports that are under way when a rule comes into force by which their reader gets less.</summary>
public sealed class ChangedRulesTests
{
    private const string NoMoreCities =
        """
          - id: analysts-see-no-cities-any-more
            description: For a test.
            effect: mask
            columns: { names: [customer_city] }
            mask: redact
            when: { subjects: [analyst], products: [orders.orders] }
        """;

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Table_and_rows_that_were_requested_before_a_mask_was_in_force_are_not_given_out()
    {
        await using var endpoint = new HoldingEndpoint();
        var mesh = new OrdersMesh { CatalogOfOrders = endpoint.StartAsync };
        try
        {
            await mesh.InitializeAsync();
            mesh.Require();
            var token = await mesh.TokenAsync("analyst");
            var before = await ObligationsAsync();
            List<(string Trace, HoldingEndpoint.Hold Hold, Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> Answer)> open = [];
            foreach (var path in (string[])["/products/orders/table", "/products/orders/rows?limit=1"])
            {
                var trace = Guid.NewGuid().ToString("N");
                // It is permitted by then, and looks for the table.
                var hold = endpoint.HoldNext("/tables/orders_v1", "", isAnswered: false);
                open.Add((trace, hold, mesh.SendAsync(HttpMethod.Get, path, token, trace: trace)));
                await hold.Come;
            }

            await mesh.AddRuleAsync(NoMoreCities);
            await Eventually.HoldsAsync(async () => await ObligationsAsync() != before);

            foreach (var (trace, hold, answer) in open)
            {
                hold.Release();
                var (status, body, _) = await answer;
                var problem = JsonElement.Parse(body);
                Assert.Equal((HttpStatusCode.Forbidden, ProblemTypes.GrantRevoked), (status, problem.GetProperty("type").GetString()));
                Assert.StartsWith("grant-revoked: the rules have changed", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
                var ended = await Eventually.GetAsync(async () => (await mesh.AuditAsync("subject=analyst&action=ended")).SingleOrDefault(record => record.CorrelationId == trace));
                Assert.Equal((AuditOutcomes.Revoked, 0L), (ended.Outcome, ended.Rows));
                Assert.StartsWith("The rules have changed", ended.Reason, StringComparison.Ordinal);
            }

            async Task<string> ObligationsAsync() => (await mesh.SendAsync(HttpMethod.Get, "/products/orders/table/obligations", token)).Body;
        }
        finally
        {
            await mesh.DisposeAsync();
        }
    }
}
