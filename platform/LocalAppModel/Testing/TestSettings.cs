using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Settings of an AppHost inside a test: its own folder, random ports, its first launch profile.</summary>
internal static class TestSettings
{
    private static readonly string[] HostPrefixes = ["DOTNET_", "ASPNETCORE_"];
    private static readonly JsonDocumentOptions LaunchSettings = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    internal static void Apply(DistributedApplicationOptions options, HostApplicationBuilderSettings settings, Assembly appHost, string[] args)
    {
        // The entry point has already passed its own arguments; the test's come last and take precedence.
        settings.Args = options.Args = [.. settings.Args ?? [], .. args];
        settings.ApplicationName = options.AssemblyName = appHost.GetName().Name;
        options.EnableResourceLogging = true;
        Dictionary<string, string?> defaults = new(StringComparer.OrdinalIgnoreCase) { ["DcpPublisher:RandomizePorts"] = "true" };
        if (new AppHostMetadata(appHost).ProjectDirectory is { } directory && Directory.Exists(directory))
        {
            settings.ContentRootPath = directory;
            AddLaunchProfile(defaults, Path.Combine(directory, "Properties", "launchSettings.json"));
        }

        settings.Configuration!.AddInMemoryCollection(defaults);
    }

    private static void AddLaunchProfile(Dictionary<string, string?> defaults, string file)
    {
        if (!File.Exists(file))
        {
            return;
        }

        using var document = JsonDocument.Parse(File.ReadAllText(file), LaunchSettings);
        foreach (var variable in document.RootElement.GetProperty("profiles").EnumerateObject().First().Value.GetProperty("environmentVariables").EnumerateObject())
        {
            var value = variable.Value.GetString();
            defaults[variable.Name] = value;
            foreach (var prefix in HostPrefixes.Where(prefix => variable.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                defaults[variable.Name[prefix.Length..]] = value;
            }
        }
    }
}
