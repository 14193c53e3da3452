using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>How an AppHost is set up in a test: random ports, no dashboard, its launch profile as configuration.</summary>
internal static class TestSettings
{
    private static readonly JsonSerializerOptions LaunchSettings = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    internal static void Apply(
        DistributedApplicationOptions options,
        HostApplicationBuilderSettings settings,
        Assembly appHost,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        // The entry point has passed its own arguments on already; the test's come last and win.
        settings.Args = [.. settings.Args ?? [], .. args];
        options.Args = settings.Args;
        options.AssemblyName = appHost.GetName().Name;
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;
        settings.ApplicationName = options.AssemblyName;
        settings.Configuration ??= new ConfigurationManager();
        if (new AppHostMetadata(appHost).ProjectDirectory is { } directory && Directory.Exists(directory))
            settings.ContentRootPath = directory;

        AddDefaults(settings, new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["DcpPublisher:ContainerRuntimeInitializationTimeout"] = "00:00:30",
            ["DcpPublisher:RandomizePorts"] = "true",
            ["DcpPublisher:WaitForResourceCleanup"] = "true",
            ["ASPNETCORE_URLS"] = "http://localhost:8080",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:4317",
            ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
        });
        configure(options, settings);
        AddDefaults(settings, LaunchProfile(settings.ContentRootPath, ValueOf(settings, "DOTNET_LAUNCH_PROFILE")));
    }

    private static void AddDefaults(HostApplicationBuilderSettings settings, Dictionary<string, string?> defaults) =>
        settings.Configuration!.AddInMemoryCollection(defaults.Where(d => ValueOf(settings, d.Key) is null).ToArray());

    private static string? ValueOf(HostApplicationBuilderSettings settings, string key) =>
        new ConfigurationBuilder().AddConfiguration(settings.Configuration!).AddCommandLine(settings.Args ?? []).Build()[key];

    /// <summary>The variables of the AppHost's launch profile (the named one, else the first); they become configuration only.</summary>
    private static Dictionary<string, string?> LaunchProfile(string? appHostDirectory, string? name)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var file = Path.Combine(appHostDirectory ?? "", "Properties", "launchSettings.json");
        if (appHostDirectory is null || !File.Exists(file))
            return settings;

        var profiles = JsonSerializer.Deserialize<Profiles>(File.ReadAllText(file), LaunchSettings)?.All ?? [];
        var chosen = name is null ? profiles.FirstOrDefault() : profiles.FirstOrDefault(p => p.Key == name);
        if (chosen.Value is null)
            return name is null ? settings : throw new InvalidOperationException($"{file} has no profile '{name}'.");

        settings["DOTNET_LAUNCH_PROFILE"] = chosen.Key;
        foreach (var (variable, value) in chosen.Value.EnvironmentVariables)
        {
            settings[variable] = value;
            foreach (var prefix in (string[])["DOTNET_", "ASPNETCORE_"])
            {
                if (variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                    settings[variable[prefix.Length..]] = value;
            }
        }

        return settings;
    }

    private sealed record Profiles([property: System.Text.Json.Serialization.JsonPropertyName("profiles")] OrderedDictionary<string, Profile> All);

    private sealed record Profile
    {
        public Dictionary<string, string> EnvironmentVariables { get; init; } = [];
    }
}
