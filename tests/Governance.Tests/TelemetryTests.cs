using System.Text;

namespace MeshStarter.Governance.Tests;

[Collection(GovernanceCollection.Name)]
public sealed class TelemetryTests(GovernanceFixture fixture)
{
    [SkippableFact]
    public async Task Traces_metrics_and_logs_reach_the_collector_one_role_is_said_at_the_start_the_end_is_orderly_and_nothing_of_it_is_secret()
    {
        _ = fixture.Running;
        const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using var collector = await OtlpCollector.StartAsync();
        await using var governance = await RunningGovernance.ProcessAsync(await fixture.CreateDatabaseAsync(), settings: new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            // Sent as it comes up: what the end sends it sends within a second, which is not promised on a busy machine.
            ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "50",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "50",
            ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "60000",
            ["OTEL_SERVICE_NAME"] = "governance-under-test",
            // What Aspire's AppHost sets for every project.
            ["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true",
            ["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true",
        });
        // It has one role for its own work and its migrations, which is said at the start.
        await governance.Process.LoggedAsync("of this service may change the audit tables. Give the migrations a role of their own: ConnectionStrings:migrations");
        var token = await governance.PersonaTokenAsync("auditor");
        await governance.ServiceTokenAsync("orders", RunningGovernance.OrdersSecret);

        using var requested = await governance.SendAsync(HttpMethod.Get, "/audit?subject=hunter2", token, headers: ("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01"));
        requested.EnsureSuccessStatusCode();

        await collector.HasAsync("traces", Encoding.Latin1.GetString(Convert.FromHexString(TraceId)), "governance-under-test", "GET /audit", "http.route", "http.response.status_code", "db.system.name");
        await collector.HasAsync("metrics", "http.server.request.duration");
        await collector.HasAsync("logs", "The development issuer is " + governance.Issuer);
        Assert.Equal(0, await governance.Process.StopAsync());
        var printed = await governance.Process.EndAsync();
        foreach (var text in (string[])[printed, collector.Text("traces"), collector.Text("metrics"), collector.Text("logs")])
        {
            Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
            Assert.DoesNotContain(token.Split('.')[2], text, StringComparison.Ordinal);
            Assert.DoesNotContain(RunningGovernance.OrdersSecret, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("/health", collector.Text("traces"), StringComparison.Ordinal);
        Assert.DoesNotContain("Password", printed, StringComparison.OrdinalIgnoreCase);
    }
}
