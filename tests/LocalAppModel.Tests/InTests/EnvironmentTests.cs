using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace MeshStarter.LocalAppModel.Tests.InTests;

public sealed partial class EnvironmentTests(RunningApplication running) : IClassFixture<RunningApplication>
{
    private DistributedApplication Application => running.Application;

    private string Store => Application.GetEndpoint("store", "http").ToString().TrimEnd('/');

    private string Api => Application.GetEndpoint("api", "http").ToString().TrimEnd('/');

    private string Wire => Application.GetEndpoint("store", "wire-port").ToString().TrimEnd('/');

    [Fact]
    public async Task Store_gets_exactly_what_Aspire_gives()
    {
        var environment = await running.EnvironmentOf("store");

        Assert.Equal(
            WithProjectDefaults("store", Store, new()
            {
                ["Healthy"] = "",
                ["Journal"] = "",
                ["PASSWORD"] = "s e;cret",
                ["STORE_WIRE_PORT"] = new Uri(Wire).Port.ToString(),
                ["Stubborn"] = "",
            }),
            Known(environment));
    }

    [Fact]
    public async Task Api_gets_exactly_what_Aspire_gives()
    {
        var environment = await running.EnvironmentOf("api");

        Assert.Equal(
            WithProjectDefaults("api", Api, new()
            {
                ["ConnectionStrings__database"] = $"Host=localhost;Port={new Uri(Wire).Port};Password=s e;cret",
                ["Journal"] = "",
                ["STORE_HTTP"] = Store,
                ["STORE_TEXT"] = $"{Store}/items?p=s e;cret",
                ["STORE_WIRE_PORT"] = Wire,
                ["Stubborn"] = "",
                ["services__store__http__0"] = Store,
                ["services__store__wire-port__0"] = Wire,
            }),
            Known(environment));
    }

    [Fact]
    public async Task Web_gets_exactly_what_Aspire_gives()
    {
        var environment = await running.EnvironmentOf("web");

        Assert.Equal(
            WithProjectDefaults("web", Application.GetEndpoint("web", "http").ToString().TrimEnd('/'), new()
            {
                ["API_HTTP"] = Api,
                ["ConnectionStrings__main-database"] = $"Host=localhost;Port={new Uri(Wire).Port};Password=s e;cret",
                ["Journal"] = "",
                ["Stubborn"] = "",
                ["services__api__http__0"] = Api,
            }),
            Known(environment));
    }

    [Fact]
    public async Task Working_directory_is_the_projects_folder()
    {
        using var client = Application.CreateHttpClient("api");

        Assert.Equal("Web.App", Path.GetFileName(await client.GetStringAsync(new Uri("/folder", UriKind.Relative))));
    }

    [Fact]
    public void Fixed_port_is_random_in_tests()
    {
        Assert.NotEqual(7399, Application.GetEndpoint("api").Port);
    }

    [Fact]
    public void Output_is_logged_under_the_AppHosts_name_with_number_and_time()
    {
        var lines = running.Log.Lines.Where(l => l.Category == "LocalAppModel.TestApps.AppHost.Resources.store").ToArray();

        Assert.Contains(lines, l => l.Level == Microsoft.Extensions.Logging.LogLevel.Error && StandardError().IsMatch(l.Text));
        Assert.Contains(lines, l => l.Level == Microsoft.Extensions.Logging.LogLevel.Information && l.Text.EndsWith("Z store is up", StringComparison.Ordinal));
    }

    [Fact]
    public void States_say_what_runs()
    {
        Assert.True(Application.ResourceNotifications.TryGetCurrentState("store", out var store));

        Assert.Equal(KnownResourceStates.Running, store.Snapshot.State?.Text);
        Assert.Equal("store_http_/health_200_check", Assert.Single(store.Snapshot.HealthReports).Name);
        Assert.Equal("executable.pid", Assert.Single(store.Snapshot.Properties).Name);
    }

    private static SortedDictionary<string, string> WithProjectDefaults(string resource, string url, SortedDictionary<string, string> own)
    {
        own["ASPNETCORE_URLS"] = url;
        own["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
        own["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        own["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        own["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        own["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
        own["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
        own["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        own["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true";
        own["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        own["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        own["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=…";
        own["OTEL_SERVICE_NAME"] = resource;
        own["OTEL_TRACES_SAMPLER"] = "always_on";
        return new SortedDictionary<string, string>(own, StringComparer.Ordinal);
    }

    // Without our own mark, and without what a shell adds; random letters are as good as any.
    private static SortedDictionary<string, string> Known(SortedDictionary<string, string> environment)
    {
        Assert.True(environment.Remove("APPMODEL_RUN"));
        Assert.Matches("^service.instance.id=[a-z]{8}$", environment["OTEL_RESOURCE_ATTRIBUTES"]);
        environment["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=…";
        return environment;
    }

    [GeneratedRegex(@"^\d+: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z said on standard error$", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex StandardError();
}
