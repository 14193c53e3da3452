using System.Text;

namespace MeshStarter.Governance.Tests;

[Collection(GovernanceCollection.Name)]
public sealed class TelemetryTests(GovernanceFixture fixture)
{
    [SkippableFact]
    public async Task Traces_metrics_and_logs_reach_the_collector_without_secrets()
    {
        _ = fixture.Running;
        const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using var collector = await OtlpCollector.StartAsync();
        var data = Directory.CreateTempSubdirectory("mesh-test-otlp-").FullName;
        await using var governance = await GovernanceProcess.StartAsync(await fixture.CreateDatabaseAsync(), data, settings: new()
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
        var token = await governance.PersonaTokenAsync("auditor");

        using var requested = await governance.SendAsync(HttpMethod.Get, "/audit?subject=hunter2", token, headers: ("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01"));
        requested.EnsureSuccessStatusCode();

        await collector.HasAsync("traces", Encoding.Latin1.GetString(Convert.FromHexString(TraceId)), "governance-under-test", "GET /audit", "http.response.status_code", "db.system.name");
        await collector.HasAsync("metrics", "http.server.request.duration");
        await collector.HasAsync("logs", "The development issuer is " + governance.Issuer);
        var (exitCode, _) = await governance.StopAsync();
        Assert.Equal(0, exitCode);
        foreach (var signal in (string[])["traces", "metrics", "logs"])
        {
            Assert.DoesNotContain("hunter2", collector.Text(signal), StringComparison.Ordinal);
            Assert.DoesNotContain(token.Split('.')[2], collector.Text(signal), StringComparison.Ordinal);
            Assert.DoesNotContain(GovernanceProcess.OrdersSecret, collector.Text(signal), StringComparison.Ordinal);
        }
        Directory.Delete(data, recursive: true);
    }
}
